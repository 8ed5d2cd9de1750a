/** Lines, grounds, pictures and drawings of a page as PDFium gives them. */
import { describe, expect, it } from "vitest";
import type { Ruling } from "../../../../lib/contracts/page-content.ts";
import { createPdfiumEngine } from "../../../../lib/pdf/pdfium/pdfium-engine.ts";
import { objectPdf, streamOf } from "../../../support/object-pdf.ts";
import { firstPage } from "../../../support/read-content.ts";

const engine = createPdfiumEngine();
const pageOf = (content: string, more: Parameters<typeof objectPdf>[0] = {}) =>
  firstPage(engine, objectPdf({ content, ...more }));

const rounded = ({ x0, y0, x1, y1, width }: Ruling) =>
  [x0, y0, x1, y1, width].map((value) => Math.round(value * 100) / 100);

describe("rulings", () => {
  it("are straight strokes, with their thickness", async () => {
    const page = await pageOf("2 w 100 700 m 300 700 l S 0.5 w 100 700 m 100 500 l S");
    expect(page.rulings.map(rounded)).toEqual([
      [100, 92, 300, 92, 2],
      [100, 92, 100, 292, 0.5],
    ]);
    expect(page.drawings).toEqual([]);
  });

  it("are the four sides of a stroked rectangle", async () => {
    const page = await pageOf("100 500 200 100 re S");
    expect(page.rulings).toHaveLength(4);
    expect(page.fills).toEqual([]);
  });

  it("are thin filled rectangles, along their length", async () => {
    const page = await pageOf("100 500 200 1 re f 100 300 2 90 re f");
    expect(page.rulings.map(rounded)).toEqual([
      [100, 291.5, 300, 291.5, 1],
      [101, 402, 101, 492, 2],
    ]);
  });

  it("are dashed strokes, too", async () => {
    expect((await pageOf("[3 2] 0 d 100 700 m 300 700 l S")).rulings).toHaveLength(1);
  });

  it("are not white, transparent or slanted strokes", async () => {
    const page = await pageOf("1 1 1 RG 100 700 m 300 700 l S 0 0 0 RG /Clear gs 100 600 m 300 600 l S", {
      resources: "/ExtGState << /Clear << /CA 0 >> >>",
    });
    expect(page.rulings).toEqual([]);
    const slanted = await pageOf("100 100 m 300 200 l S");
    expect(slanted.rulings).toEqual([]);
    expect(slanted.drawings).toHaveLength(1);
  });

  it("follow the page's rotation and the matrices of forms", async () => {
    const page = await pageOf("q 2 0 0 2 10 0 cm /Fm Do Q", {
      page: "/Rotate 90",
      resources: "/XObject << /Fm 10 0 R >>",
      objects: [streamOf("1 w 20 50 m 120 50 l S", "/Type /XObject /Subtype /Form /BBox [0 0 600 800]")],
    });
    // In user space from (50, 100) to (250, 100); turned clockwise, x' = y and y' = x.
    expect(page.rulings.map(rounded)).toEqual([[100, 50, 100, 250, 2]]);
  });

  it("end at the edge of the page and of what they are clipped to", async () => {
    const page = await pageOf("-100 700 m 900 700 l S q 100 0 200 792 re W n 0 600 m 612 600 l S Q");
    expect(page.rulings.map(rounded)).toEqual([
      [0, 92, 612, 92, 1],
      [100, 192, 300, 192, 1],
    ]);
  });

  it("are no more than the limit, with a warning", async () => {
    const small = createPdfiumEngine({ limits: { rulings: 3 } });
    const content = Array.from({ length: 9 }, (_, row) => `100 ${100 + row * 10} m 300 ${100 + row * 10} l S`).join(
      " ",
    );
    const page = await firstPage(small, objectPdf({ content }));
    expect(page.rulings).toHaveLength(3);
    expect(page.warnings).toMatchObject([{ code: "page_incomplete" }]);
  });
});

describe("fills", () => {
  it("are filled rectangles, with their colour", async () => {
    const page = await pageOf("0 0 1 rg 100 500 200 100 re f 1 1 1 rg 0 0 612 792 re f");
    expect(page.fills).toEqual([
      { box: [100, 192, 300, 292], color: 0x0000ff },
      { box: [0, 0, 612, 792], color: 0xffffff },
    ]);
  });

  it("are not what is transparent", async () => {
    const page = await pageOf("/Clear gs 100 500 200 100 re f", { resources: "/ExtGState << /Clear << /ca 0 >> >>" });
    expect(page.fills).toEqual([]);
  });
});

describe("pictures and drawings", () => {
  it("an image lies where its matrix puts it, as far as it is shown", async () => {
    const image = streamOf(
      "\x00",
      "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
    );
    const page = await pageOf("q 200 0 0 100 50 600 cm /Im Do Q q 0 0 100 792 re W n 200 0 0 100 50 300 cm /Im Do Q", {
      resources: "/XObject << /Im 10 0 R >>",
      objects: [image],
    });
    expect(page.images).toEqual([
      [50, 92, 250, 192],
      [50, 392, 100, 492],
    ]);
  });

  it("curves are drawings", async () => {
    const page = await pageOf("100 100 m 100 200 200 200 200 100 c S");
    expect(page.drawings).toEqual([[100, 592, 200, 692]]);
    expect(page.rulings).toEqual([]);
  });

  it("forms within forms end, though they name each other", async () => {
    const form = (inner: string) =>
      streamOf(
        `100 700 m 300 700 l S /${inner} Do`,
        "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /A 10 0 R /B 11 0 R >> >>",
      );
    const page = await pageOf("/A Do", { resources: "/XObject << /A 10 0 R >>", objects: [form("B"), form("A")] });
    expect(page.rulings.length).toBeGreaterThan(0);
    expect(page.rulings.length).toBeLessThan(100);
  });
});
