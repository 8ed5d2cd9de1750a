/** How a document is read in blocks: what is asked for of it, and in how many questions. */
import { describe, expect, it } from "vitest";
import { BlockCache } from "../../../../lib/pdf/source/block-cache.ts";

const BLOCK = 100;
const LIMITS = { blockBytes: BLOCK, runBytes: 800, keptBytes: 1_600, patientReads: 8, wholeBytes: 4_000 };

/** A document of so many blocks, each full of its own number, and the questions about it in blocks. */
function document(blocks: number, limits: Partial<typeof LIMITS> = {}, content?: Uint8Array) {
  const bytes = content ?? Uint8Array.from({ length: blocks * BLOCK - 30 }, (_, index) => Math.floor(index / BLOCK));
  const asked: string[] = [];
  const fetch = (start: number, end: number) => {
    asked.push(`${start / BLOCK}+${Math.ceil((end - start) / BLOCK)}`);
    return bytes.slice(start, end);
  };
  const cache = new BlockCache(bytes.length, fetch, { ...LIMITS, ...limits });
  const read = (start: number, length: number) => {
    const target = new Uint8Array(length);
    expect(cache.fill(target, start)).toBe(true);
    expect(target).toEqual(bytes.slice(start, start + length));
  };
  return { asked, read, cache };
}

describe("A document in blocks", () => {
  it("is read where it is needed, once", () => {
    const { asked, read } = document(30);
    for (const start of [1_210, 1_290, 1_250]) read(start, 5);
    expect(asked).toEqual(["12+1"]);
  });

  it("is read in one go as far as one question reaches", () => {
    const { asked, read } = document(30);
    read(150, 1_000);
    expect(asked).toEqual(["1+8", "9+3"]);
  });

  it("is read up to its end", () => {
    const { read, cache } = document(3);
    read(250, 20);
    expect(cache.fill(new Uint8Array(21), 250)).toBe(false);
  });

  it("is read ahead for whoever goes on, as far as a stored piece reaches", () => {
    const { asked, read } = document(30);
    for (let at = 0; at < 1_700; at += 50) read(at, 50);
    expect(asked).toEqual(["0+1", "1+2", "3+4", "7+1", "8+8", "16+8"]);
  });

  it("is read ahead for whoever goes backwards", () => {
    const { asked, read } = document(30);
    for (let at = 2_350; at >= 1_600; at -= 50) read(at, 50);
    expect(asked).toEqual(["23+1", "22+1", "20+2", "16+4"]);
  });

  it("is forgotten where nobody has been for long", () => {
    const { asked, read } = document(40, { patientReads: 1_000 });
    for (let block = 0; block < 40; block += 2) read(block * BLOCK, 1);
    read(0, 1);
    read(38 * BLOCK, 1);
    expect(asked.slice(-2)).toEqual(["38+1", "0+1"]);
  });

  it("is read in larger parts, and kept, by whoever asks again and again: in all it is read once", () => {
    const { asked, read } = document(40);
    for (let round = 0; round < 3; round += 1)
      for (let at = 0; at < 40; at += 7) for (let block = at; block < 40; block += 5) read(block * BLOCK, 1);
    expect(asked.length).toBeLessThan(40);
  });

  it("cannot be had when it is not given", () => {
    const cache = new BlockCache(1_000, () => undefined, LIMITS);
    expect(cache.fill(new Uint8Array(5), 0)).toBe(false);
  });
});

/** An object with a stream of `length` bytes that begins in the first block, as a file holds it. */
function streamOf(dictionary: string, length: number, end = "\nendstream endobj"): Uint8Array {
  const head = `5 0 obj\n<< ${dictionary} >>\nstream\n`;
  return new TextEncoder().encode(`${head}${"x".repeat(length)}${end}${" ".repeat(200)}`);
}

describe("A picture in it", () => {
  const picture = "/Subtype /Image /Length 1500";

  it("is not read, but for where it begins and ends", () => {
    const { asked, cache } = document(0, {}, streamOf(picture, 1_500));
    cache.fill(new Uint8Array(60), 0);
    const target = new Uint8Array(1_500).fill(7);
    expect(cache.fill(target, 60)).toBe(true);
    expect(asked).toEqual(["0+1", "15+1"]);
    expect(target.subarray(40, 1_400).every((byte) => byte === 0)).toBe(true);
  });

  it("is read for whoever wants it", () => {
    const { read, cache, asked } = document(0, {}, streamOf(picture, 1_500));
    const target = new Uint8Array(1_700);
    read(0, 60);
    expect(cache.fill(target, 0, true)).toBe(true);
    expect(target.includes(0)).toBe(false);
    expect(asked.length).toBeGreaterThan(2);
  });

  it.each([
    ["that is none", streamOf("/Subtype /Form /Length 1500", 1_500)],
    ["that does not end where it says", streamOf("/Subtype /Image /Length 1400", 1_500)],
    ["that is longer than the file", streamOf("/Subtype /Image /Length 99999", 1_500)],
    ["whose length stands elsewhere", streamOf("/Subtype /Image /Length 1500 0 R", 1_500)],
  ])("%s is read", (_, bytes) => {
    const { read } = document(0, {}, bytes);
    read(0, 60);
    read(60, 1_500);
  });
});
