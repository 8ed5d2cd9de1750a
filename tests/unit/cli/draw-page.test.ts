/** Drawing a page with its blocks: the picture, its labels, the file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { inflateSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../../../dev/cli/command-line.ts";
import { letterRows } from "../../../dev/cli/draw/letters.ts";
import { Picture } from "../../../dev/cli/draw/picture.ts";
import { writePng } from "../../../dev/cli/draw/write-png.ts";
import { renderPage } from "../../../lib/pdf/pdfium/render-page.ts";
import { objectPdf } from "../../support/object-pdf.ts";
import { pdfOfLines } from "../../support/pdf-builder.ts";

const blank = (width: number, height: number) =>
  new Picture(width, height, new Uint8Array(4 * width * height).fill(255));
const pixel = ({ width, rgba }: { width: number; rgba: Uint8Array }, x: number, y: number) => [
  ...rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 3),
];

describe("a picture", () => {
  it("is tinted within an area, as far as that lies in it", () => {
    const picture = blank(10, 10);
    picture.tint([5, 5, 50, 50], 0xff0000, 0.5);
    expect(pixel(picture, 4, 5)).toEqual([255, 255, 255]);
    expect(pixel(picture, 9, 9)).toEqual([255, 128, 128]);
  });

  it("has frames around boxes, and not in them", () => {
    const picture = blank(10, 10);
    picture.frame([1, 1, 9, 9], 0x0000ff, 1);
    expect(pixel(picture, 1, 5)).toEqual([0, 0, 255]);
    expect(pixel(picture, 8, 8)).toEqual([0, 0, 255]);
    expect(pixel(picture, 5, 5)).toEqual([255, 255, 255]);
  });

  it("has labels wholly inside, though their place is outside", () => {
    const picture = blank(40, 20);
    picture.label(-5, 100, "I", 0x000000, 1);
    expect(pixel(picture, 0, 19)).toEqual([0, 0, 0]);
    expect(pixel(picture, 3, 15)).toEqual([255, 255, 255]);
  });

  it("has letters that read from left to right, and none for what is not in the alphabet", () => {
    expect(letterRows("L")).toEqual([1, 1, 1, 1, 1, 1, 31]);
    expect(letterRows("l")).toEqual(letterRows("L"));
    expect(letterRows("é")).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it("becomes a PNG", () => {
    const picture = blank(3, 2);
    picture.tint([0, 0, 1, 1], 0x112233, 1);
    const png = writePng(picture);
    expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2]);
    const start = png.indexOf("IDAT") + 4;
    const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
    expect([...rows.subarray(0, 5)]).toEqual([0, 0x11, 0x22, 0x33, 255]);
    expect(rows).toHaveLength(2 * 13);
  });
});

describe("a painted page", () => {
  it("shows what is filled, where it is filled", async () => {
    const page = await renderPage(objectPdf({ content: "1 0 0 rg 0 396 306 396 re f" }), 1, 72);
    expect([page.width, page.height]).toEqual([612, 792]);
    expect(pixel(page, 100, 100)).toEqual([255, 0, 0]);
    expect(pixel(page, 500, 100)).toEqual([255, 255, 255]);
    expect(pixel(page, 100, 700)).toEqual([255, 255, 255]);
  });

  it("is not painted in more pixels than the bound, nor when there is no such page", async () => {
    await expect(renderPage(objectPdf({}), 1, 2000)).rejects.toMatchObject({ code: "pdf_too_complex" });
    await expect(renderPage(objectPdf({}), 2, 72)).rejects.toMatchObject({ code: "pdf_corrupt" });
  });
});

describe("docat draw", () => {
  const folder = mkdtempSync(join(tmpdir(), "docat-draw-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "one.pdf");
  const target = join(folder, "one.png");
  writeFileSync(file, pdfOfLines([["A line of text."]]));

  async function run(...args: string[]): Promise<{ status: number; complaint: string }> {
    const err = new PassThrough();
    const status = await runCommandLine(["draw", ...args], new PassThrough(), err);
    return { status, complaint: String(err.read() ?? "") };
  }

  it("writes the picture of a page", async () => {
    expect(await run(file, "--out", target, "--dpi", "36")).toEqual({ status: 0, complaint: "" });
    const png = readFileSync(target);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([306, 396]);
  });

  it.each([
    [["--out", target], "No file is named."],
    [[file], "give --out"],
    [[file, file, "--out", target], "One page of one file"],
    [[file, "--out", target, "--page", "0"], 'no page "0"'],
    [[file, "--out", target, "--dpi", "5000"], "36 to 300"],
  ])("refuses %j", async (args, complaint) => {
    const { status, complaint: said } = await run(...args);
    expect(status).toBe(2);
    expect(said).toContain(complaint);
  });

  it("reports a page that does not exist", async () => {
    const { status, complaint } = await run(file, "--out", target, "--page", "7");
    expect(status).toBe(1);
    expect(complaint).toContain("Page 7");
  });
});
