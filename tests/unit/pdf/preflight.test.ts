/** The first look at a file: what it refuses, and what it must let pass. */
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { formBomb, honestPage } from "../../../dev/bomb-writer.ts";
import { makeSample } from "../../../examples/make-sample.ts";
import { DEFAULT_PREFLIGHT_LIMITS } from "../../../lib/limits/preflight.ts";
import { filtersOf, unpackedSize } from "../../../lib/pdf/preflight/filters.ts";
import { readForms } from "../../../lib/pdf/preflight/forms.ts";
import { requireObjects } from "../../../lib/pdf/preflight/objects.ts";
import { readKids } from "../../../lib/pdf/preflight/page-tree.ts";
import { countPaths } from "../../../lib/pdf/preflight/paths.ts";
import { preflight } from "../../../lib/pdf/preflight/preflight.ts";
import { findStreams } from "../../../lib/pdf/preflight/streams.ts";
import { packed, pdfOfContents, pdfOfObjects, streamObject } from "../../support/bomb-builder.ts";
import { cutOff, encryptedPdf, pdfOfPages, verticalPdf } from "../../support/pdf-builder.ts";

const MB = 1_048_576;
const CATALOG = "<< /Type /Catalog /Pages 2 0 R >>";
/** Large enough when packed that only unpacking tells its size, and small enough by itself. */
const LOOSELY_PACKED = streamObject("/Filter /FlateDecode", deflateSync(Buffer.alloc(31 * MB, "q "), { level: 1 }));
const zeros = (bytes: number) => Buffer.alloc(bytes);

describe("A file that has lost its end", () => {
  const headed = (rest: string) => new TextEncoder().encode(`%PDF-1.7\n${rest}`);

  it("is refused when no object ends in it, however large it is", () => {
    const spam = headed("1 0 obj\n".repeat(400_000));
    const inPieces = {
      sizeBytes: spam.length,
      read: async () => spam,
      fill: (target: Uint8Array, start: number) => {
        target.set(spam.subarray(start, start + target.length));
        return true;
      },
    };
    for (const file of [spam, inPieces]) {
      expect(() => requireObjects(file)).toThrow(expect.objectContaining({ code: "pdf_truncated" }));
    }
  });

  it("is left to the engines when one does, and so is a file that has its end", () => {
    expect(() => requireObjects(headed(`${" ".repeat(1_048_564)}endobj${" ".repeat(100)}`))).not.toThrow();
    expect(() => requireObjects(headed("1 0 obj\nstartxref\n0\n%%EOF"))).not.toThrow();
  });
});

describe("The look before opening", () => {
  const bombs: [string, Uint8Array, RegExp][] = [
    ["a stream that unpacks to 40 MB", pdfOfContents([packed("q ", 40 * MB)]), /more than 32 MB/],
    ["a stream packed twice", pdfOfContents([packed(" ", 40 * MB, 2)]), /more than 32 MB/],
    ["a stream packed three times", pdfOfContents([packed(" ", 40 * MB, 3)]), /more than 32 MB/],
    ["a stream packed four times", pdfOfContents([packed(" ", 1_000, 4)]), /more than 3 filters/],
    ["escaped filter names", pdfOfObjects([CATALOG, escaped(packed(" ", 40 * MB))]), /more than 32 MB/],
    ["runs in a packed stream", pdfOfObjects([CATALOG, runsInFlate(700_000)]), /more than 32 MB/],
    [
      "a cross-reference stream of two million entries",
      pdfOfObjects([CATALOG, streamObject("/Type /XRef /W [1 2 1] /Filter /FlateDecode", deflateSync(zeros(8 * MB)))]),
      /more than 1000000 objects/,
    ],
    [
      "an object stream that claims two million objects",
      pdfOfObjects([CATALOG, streamObject("/Type /ObjStm /N 2000000 /First 9", "x")]),
      /more than 1000000 objects/,
    ],
    ["a page tree that multiplies", pdfOfObjects([CATALOG, ...laughingTree(7)]), /more than 1000000 pages/],
    [
      "many large streams",
      pdfOfContents(Array.from({ length: 9 }, () => LOOSELY_PACKED)),
      /unpack to more than 256 MB/,
    ],
  ];
  it.each(bombs)("refuses %s", (_what, bytes, detail) => {
    expect(() => preflight(bytes)).toThrow(expect.objectContaining({ code: "pdf_too_complex" }));
    expect(() => preflight(bytes)).toThrow(detail);
  });

  const honest: [string, Uint8Array][] = [
    ["the sample", makeSample()],
    ["many pages", pdfOfPages(300)],
    ["vertical Japanese", verticalPdf(["縦書き"])],
    ["an encrypted file", encryptedPdf(["Secret."], "sesame")],
    ["a file cut in the middle of a stream", cutOff(pdfOfContents([packed("q ", 20 * MB)]), 0.6)],
    ["a large picture", pdfOfObjects([CATALOG, picture(40 * MB)])],
    ["a page tree whose node holds itself", pdfOfObjects([CATALOG, "<< /Type /Pages /Count 1 /Kids [2 0 R] >>"])],
    ["a negative count", pdfOfObjects([CATALOG, "<< /Type /Pages /Count -5 /Kids [3 0 R] >>", "<< /Type /Page >>"])],
    ["rubbish where a packed stream should be", pdfOfObjects([CATALOG, rubbish()])],
  ];
  it.each(honest)("lets %s pass", (_what, bytes) => {
    expect(preflight(bytes)).toBeUndefined();
  });

  it.each([
    ["not_a_pdf", "Dear Sir or Madam"],
    ["pdf_truncated", "%PDF-1.7\n"],
    ["pdf_corrupt", "%PDF-1.7\nrubbish\nstartxref\n0\n%%EOF"],
  ])("says %s of a file without any object, as the engine would", (code, text) => {
    expect(() => preflight(new TextEncoder().encode(text))).toThrow(expect.objectContaining({ code }));
  });

  it("takes its limits as data", () => {
    const limits = { ...DEFAULT_PREFLIGHT_LIMITS, streamBytes: 1_000 };
    expect(() => preflight(pdfOfContents([packed("q ", 2_000)]), limits)).toThrow(/unpacks to more than/);
  });
});

describe("Streams in the raw", () => {
  const sizes = (bytes: Uint8Array) => [...findStreams(Buffer.from(bytes))].map(({ data }) => data.length);

  it("are found by their stated length, and a keyword in their data does not end them", () => {
    const data = "before endstream after";
    expect(sizes(pdfOfObjects([CATALOG, streamObject("", data)]))).toEqual([data.length]);
  });

  it("are found by their end when the length is wrong or stands elsewhere", () => {
    for (const length of ["99999", "7 0 R", "-4"]) {
      const object = `<< /Length ${length} >>\nstream\r\n12345endstream`;
      expect(sizes(pdfOfObjects([CATALOG, object]))).toEqual([5]);
    }
  });

  it("may lack their end, and the word alone is none", () => {
    expect(sizes(Buffer.from("1 0 obj << >> stream\nabc"))).toEqual([3]);
    expect(sizes(Buffer.from("1 0 obj (a stream\nof words) endobj"))).toEqual([]);
  });
});

describe("Filters", () => {
  const size = (data: Buffer | string, ...filters: ReturnType<typeof filtersOf>) =>
    unpackedSize(Buffer.from(data as string, "latin1"), filters, 1_000);

  it("are read by their long and short names", () => {
    expect(filtersOf("/Filter /FlateDecode")).toEqual(["flate"]);
    expect(filtersOf("/Filter[/A85 /LZW /RL]")).toEqual(["base85", "lzw", "runs"]);
    expect(filtersOf("/Filter [/AHx/DCTDecode] /F1 3 0 R")).toEqual(["hex", "other"]);
    expect(filtersOf("/Length 3")).toEqual([]);
  });

  it("of each kind are followed to the limit", () => {
    expect(size(deflateSync(zeros(5_000)), "flate")).toBe(Number.POSITIVE_INFINITY);
    expect(size(deflateSync(zeros(900)), "flate")).toBe(900);
    expect(size("\x81\x00".repeat(20), "runs")).toBe(Number.POSITIVE_INFINITY);
    expect(size("\x81\x00".repeat(5), "runs", "runs")).toBe(320);
    expect(size(deflateSync(zeros(5_000)).toString("hex"), "hex", "flate")).toBe(Number.POSITIVE_INFINITY);
    expect(size("z".repeat(300), "base85")).toBe(Number.POSITIVE_INFINITY);
    expect(size(lzwOfZeros(60), "lzw")).toBe(Number.POSITIVE_INFINITY);
    expect(size(lzwOfZeros(40), "lzw")).toBe(820);
  });

  it("stop at damage and at what only a picture's decoder knows", () => {
    expect(size("no zlib stream at all", "flate", "flate")).toBe(21);
    expect(size("jpeg", "other", "flate")).toBe(4);
  });
});

describe("Ways through a page tree", () => {
  const countTreePaths = (bytes: Uint8Array) => countPaths(readKids(Buffer.from(bytes)));
  const paths = (...objects: string[]) => countTreePaths(pdfOfObjects([CATALOG, ...objects]));

  it("are as many as pages in a sound file", () => {
    expect(countTreePaths(pdfOfPages(7))).toBe(7);
  });

  it("multiply where nodes are used again", () => {
    expect(countTreePaths(pdfOfObjects([CATALOG, ...laughingTree(3)]))).toBe(1_000);
  });

  it("end where the tree bites its tail", () => {
    expect(paths("<< /Kids [3 0 R 4 0 R] >>", "<< /Kids [2 0 R 4 0 R] >>", "<< /Type /Page >>")).toBeLessThan(5);
  });
});

/** Nodes that each hold the next ten times. */
function laughingTree(depth: number): string[] {
  return Array.from({ length: depth }, (_, level) => {
    const kids = `${level + 3} 0 R `.repeat(10);
    return `<< /Type /Pages /Count 10 /Kids [${kids}] >>`;
  });
}

function escaped(stream: Buffer): Buffer {
  return Buffer.from(stream.toString("latin1").replace("/FlateDecode", "/Fl#61teDecode"), "latin1");
}

function runsInFlate(pairs: number): Buffer {
  return streamObject(
    "/Filter [/FlateDecode /RunLengthDecode]",
    deflateSync(Buffer.alloc(2 * pairs, "\x81\x00", "latin1")),
  );
}

function picture(bytes: number): Buffer {
  const header = "/Type /XObject /Subtype /Image /Width 9000 /Height 4500 /ColorSpace /DeviceGray /BitsPerComponent 8";
  return streamObject(`${header} /Filter /FlateDecode`, deflateSync(zeros(bytes)));
}

function rubbish(): Buffer {
  return streamObject("/Filter /FlateDecode", Buffer.alloc(100_000, "rubbish"));
}

/** LZW codes of nine bits: clear, a zero, and then always the string that is just being made. */
function lzwOfZeros(codes: number): Buffer {
  const values = [256, 0, ...Array.from({ length: codes - 1 }, (_, index) => 258 + index)];
  const bits = values.map((value) => value.toString(2).padStart(9, "0")).join("");
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)));
}

describe("Forms that draw forms", () => {
  it("are counted by how often they draw each other", () => {
    expect(countPaths(readForms(Buffer.from(formBomb(3, 10))))).toBe(1_000);
    expect(countPaths(readForms(Buffer.from(honestPage())))).toBe(1);
  });

  it("are refused before they are drawn", () => {
    expect(() => preflight(formBomb(9, 10))).toThrow("Its forms are drawn more than 100000 times.");
    expect(() => preflight(formBomb(2, 10))).not.toThrow();
  });
});
