/** Small PDFs for tests: pages of given lines, and the ways in which files are odd. */
import { createHash } from "node:crypto";
import { type PdfPageSpec, setText, setUnicode, writePdf } from "../../dev/pdf-writer.ts";
import { pdfOfObjects, streamObject } from "./bomb-builder.ts";

const LEFT = 72;
const TOP = 720;
const SIZE = 12;
const LEADING = 14;

/** A document with a page for each list of lines, set in 12 point Helvetica. */
export function pdfOfLines(pages: readonly (readonly string[])[], title?: string): Uint8Array<ArrayBuffer> {
  return writePdf({ pages: pages.map(pageOfLines), ...(title === undefined ? {} : { title }) });
}

/** A document of `count` pages; page 3 says "Page 3 of 7." and a sentence of its own. */
export function pdfOfPages(count: number): Uint8Array<ArrayBuffer> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return pdfOfLines(numbers.map((n) => [`Page ${n} of ${count}.`, `The quick brown fox jumps over dog ${n}.`]));
}

function pageOfLines(lines: readonly string[]): PdfPageSpec {
  return { content: lines.map((line, row) => setText("Helvetica", SIZE, LEFT, TOP - row * LEADING, line)).join("") };
}

/** One page that viewers turn by `rotate` degrees clockwise. */
export function rotatedPdf(lines: readonly string[], rotate: number): Uint8Array<ArrayBuffer> {
  return writePdf({ pages: [{ ...pageOfLines(lines), rotate }] });
}

/** Words from right to left, each a run of its own, drawn as it is seen: the first word stands at the right. */
export function rightToLeftPdf(words: readonly string[]): Uint8Array<ArrayBuffer> {
  let right = 500;
  const content = words.map((word) => {
    const x = right - word.length * (SIZE / 2);
    right = x - SIZE / 3;
    return setUnicode("Any", SIZE, x, TOP, [...word].reverse().join(""));
  });
  return writePdf({ pages: [{ content: content.join("") }] });
}

/** Columns of vertical Japanese, from right to left. */
export function verticalPdf(columns: readonly string[]): Uint8Array<ArrayBuffer> {
  const content = columns.map((column, index) => setUnicode("Japanese-Vertical", SIZE, 500 - index * 20, TOP, column));
  return writePdf({ pages: [{ content: content.join("") }] });
}

/** One page that says "Text", an outline with an entry that leads to it, and a file inside. */
export function pdfWithParts(): Uint8Array<ArrayBuffer> {
  return pdfOfObjects([
    "<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R /Names << /EmbeddedFiles << /Names [(notes) 8 0 R] >> >> >>",
    "<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 612 792] >>",
    "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    streamObject("", "BT /F1 12 Tf 72 700 Td (Text) Tj ET"),
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    "<< /First 7 0 R /Last 7 0 R /Count 1 >>",
    "<< /Title (Chapter) /Parent 6 0 R /Dest [3 0 R /Fit] >>",
    "<< /Type /Filespec /F (notes.txt) /EF << /F 9 0 R >> >>",
    streamObject("/Type /EmbeddedFile", "hello"),
  ]);
}

/** The first part of a file, as a broken upload leaves it. */
export function cutOff(bytes: Uint8Array, share: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes.subarray(0, Math.floor(bytes.length * share)));
}

/** Encrypted by the standard handler, RC4 with 40 bits (PDF 1.7, 7.6.3); an empty password lets every reader in. */
export function encryptedPdf(lines: readonly string[], userPassword: string): Uint8Array<ArrayBuffer> {
  const id = "docat test file!";
  const permissions = "\xFC\xFF\xFF\xFF";
  const owner = rc4(md5(padded("owner")).slice(0, 5), padded(userPassword));
  const key = md5(padded(userPassword) + owner + permissions + id).slice(0, 5);
  const user = rc4(key, PADDING);
  const dictionary = `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${hex(owner)}> /U <${hex(user)}> >>`;
  return writePdf({
    pages: [pageOfLines(lines)],
    trailer: ` /Encrypt ${dictionary} /ID [<${hex(id)}> <${hex(id)}>]`,
    encryptStream: (data, number) =>
      rc4(md5(key + String.fromCharCode(number & 255, number >> 8, 0, 0, 0)).slice(0, 10), data),
  });
}

const PADDING =
  "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A";

function padded(password: string): string {
  return (password + PADDING).slice(0, 32);
}

function md5(binary: string): string {
  return createHash("md5").update(binary, "latin1").digest().toString("latin1");
}

function hex(binary: string): string {
  return Buffer.from(binary, "latin1").toString("hex");
}

function rc4(key: string, data: string): string {
  const state = Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    [state[a], state[b]] = [state[b] ?? 0, state[a] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + (state[i] ?? 0) + key.charCodeAt(i % key.length)) & 255;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Array.from(data, (character) => {
    i = (i + 1) & 255;
    j = (j + (state[i] ?? 0)) & 255;
    swap(i, j);
    const mask = state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0;
    return String.fromCharCode(character.charCodeAt(0) ^ mask);
  }).join("");
}
