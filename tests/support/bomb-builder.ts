/** Small files that cost a reader far more than they weigh, made when they are needed. */
import { deflateSync } from "node:zlib";

/** A file of these objects, numbered from 1, the catalog first. It has no cross-reference table; readers search. */
export function pdfOfObjects(objects: readonly (string | Buffer)[]): Uint8Array<ArrayBuffer> {
  const parts = objects.flatMap((body, index) => [`${index + 1} 0 obj\n`, body, "\nendobj\n"]);
  const all = ["%PDF-1.7\n", ...parts, "trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"];
  return Uint8Array.from(Buffer.concat(all.map((part) => (typeof part === "string" ? latin1(part) : part))));
}

export function streamObject(dictionary: string, data: Buffer | string): Buffer {
  const bytes = typeof data === "string" ? latin1(data) : data;
  return Buffer.concat([latin1(`<< /Length ${bytes.length} ${dictionary} >>\nstream\n`), bytes, latin1("\nendstream")]);
}

/** Pages whose content streams are the given objects, all with the same resources. */
export function pdfOfContents(
  contents: readonly (string | Buffer)[],
  resources = "",
  more: readonly (string | Buffer)[] = [],
): Uint8Array<ArrayBuffer> {
  const first = 4;
  const kids = contents.map((_, index) => `${first + 2 * index} 0 R`);
  return pdfOfObjects([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count ${contents.length} /Kids [${kids.join(" ")}] /MediaBox [0 0 612 792] /Resources << ${resources.includes("/Font ") ? "" : "/Font << /F1 3 0 R >>"} ${resources} >> >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...contents.flatMap((content, index) => [
      `<< /Type /Page /Parent 2 0 R /Contents ${first + 2 * index + 1} 0 R >>`,
      typeof content === "string" ? streamObject("", content) : content,
    ]),
    ...more,
  ]);
}

export const showText = (text: string) => `BT /F1 12 Tf 72 700 Td (${text}) Tj ET`;

/** A letter larger than any page: read, and left out as impossible, so that no limit on what a page may hold ends it early. */
const HUGE = "BT /F1 1 Tf 1000000000 0 0 1000000000 72 700 Tm (a) Tj ET";

/** What a page says that draws the forms of `laughingPdf`. */
export const LAUGH = "/X0 Do";

/**
 * Pages that may draw forms nested ten times within each other, ten times each: ten thousand million of them, in two kilobytes.
 * A page of the content `LAUGH` does, others do not. Which form is drawn stands in an object of its own, where the first look at
 * a file does not go.
 */
export function laughingPdf(contents: readonly string[]): Uint8Array<ArrayBuffer> {
  const depth = 10;
  const firstForm = 4 + 2 * contents.length;
  const forms = Array.from({ length: depth }, (_, level) => {
    const inner = level + 1 < depth ? `/XObject ${firstForm + depth + level} 0 R` : "/Font << /F1 3 0 R >>";
    const content = level + 1 < depth ? `/X${level + 1} Do `.repeat(10) : HUGE;
    return streamObject(`/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << ${inner} >>`, content);
  });
  const names = Array.from({ length: depth - 1 }, (_, level) => `<< /X${level + 1} ${firstForm + level + 1} 0 R >>`);
  return pdfOfContents(contents, `/XObject << /X0 ${firstForm} 0 R >>`, [...forms, ...names]);
}

/** A page that says "Before" and then draws a form that draws itself, twice each time. */
export function selfDrawingPdf(): Uint8Array<ArrayBuffer> {
  const form = "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X 6 0 R >> >>";
  return pdfOfContents([`${showText("Before")} /X Do`], "/XObject << /X 6 0 R >>", [streamObject(form, "/X Do /X Do")]);
}

/** A stream of `unit` over and over, `bytes` long when unpacked and behind `start`, packed as often as told. */
export function packed(unit: string, bytes: number, times = 1, start = ""): Buffer {
  let data: Buffer = Buffer.concat([latin1(start), Buffer.alloc(bytes, unit, "latin1")]);
  for (let round = 0; round < times; round += 1) data = deflateSync(data, { level: 9 });
  const names = Array.from({ length: times }, () => "/FlateDecode").join(" ");
  return streamObject(`/Filter [${names}]`, data);
}

/** A font that states the width of a thousand million glyphs in one line, and pages set in it: a list that only grows. */
export function wideFontPdf(contents: readonly string[]): Uint8Array<ArrayBuffer> {
  const font = 4 + 2 * contents.length;
  const wide = `/Font << /F1 3 0 R /Wide ${font} 0 R >>`;
  const info = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>";
  return pdfOfContents(contents, wide, [
    `<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /DescendantFonts [${font + 1} 0 R] >>`,
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any ${info} /W [0 1000000000 500] >>`,
  ]);
}

/** What a page says that is set in the font of `wideFontPdf`. */
export const WIDE = "BT /Wide 12 Tf 72 700 Td (ab) Tj ET";

/** A header, and then the beginning of one object over and over: a reader that searches for objects finds nothing else. */
export function objectSpam(bytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat([latin1("%PDF-1.7\n"), Buffer.alloc(bytes, "1 0 obj\n", "latin1")]));
}

function latin1(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
