/**
 * A small writer of PDF files for the sample and the tests: pages of text in fonts that need not be embedded.
 * Deterministic: no dates, no ids, no compression. Not for production: text is set where the caller says, no line is broken.
 */

export interface PdfPageSpec {
  /** Operators of the content stream; see `setText` and `setUnicode`. */
  readonly content: string;
  /** Points; US Letter when left out. */
  readonly width?: number;
  readonly height?: number;
  /** Degrees clockwise, a multiple of 90. */
  readonly rotate?: number;
}

interface PdfSpec {
  readonly pages: readonly PdfPageSpec[];
  readonly title?: string;
  /** Encrypts one object's stream; the trailer must then name the dictionary. */
  readonly encryptStream?: (data: string, objectNumber: number) => string;
  /** Entries for the trailer, for example an encryption dictionary. */
  readonly trailer?: string;
}

export type LatinFont = "Helvetica" | "Helvetica-Bold" | "Courier";
/** Japanese across and down with a predefined character map; any script by a map to Unicode inside the file. */
export type UnicodeFont = "Japanese" | "Japanese-Vertical" | "Any";

const FONT_NAMES: Record<LatinFont | UnicodeFont, string> = {
  Helvetica: "F1",
  "Helvetica-Bold": "F2",
  Courier: "F3",
  Japanese: "J1",
  "Japanese-Vertical": "J2",
  Any: "U1",
};

/** Hebrew, Arabic and their presentation forms: what the font `Any` can say, beside Latin. */
const TO_UNICODE_BLOCKS = ["00", "05", "06", "20", "FB", "FC", "FE"];

/** Shows Latin text with its baseline starting at x, y, counted from the bottom left in points. */
export function setText(font: LatinFont, size: number, x: number, y: number, text: string): string {
  const escaped = text.replace(/[\\()]/g, "\\$&");
  return `BT /${FONT_NAMES[font]} ${size} Tf 1 0 0 1 ${x} ${y} Tm (${escaped}) Tj ET\n`;
}

/** Shows text of the Basic Multilingual Plane, glyphs in the order given: right-to-left text must come reversed. */
export function setUnicode(font: UnicodeFont, size: number, x: number, y: number, text: string): string {
  const hex = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index).toString(16).padStart(4, "0"));
  return `BT /${FONT_NAMES[font]} ${size} Tf 1 0 0 1 ${x} ${y} Tm <${hex.join("")}> Tj ET\n`;
}

/** The file as bytes: header, objects, cross-reference table, trailer. */
export function writePdf({ pages, title, encryptStream, trailer = "" }: PdfSpec): Uint8Array<ArrayBuffer> {
  const objects: string[] = [];
  const add = (body: string): number => objects.push(body);
  const stream = (data: string): number => {
    const number = objects.length + 1;
    const written = encryptStream?.(data, number) ?? data;
    return add(`<< /Length ${written.length} >>\nstream\n${written}\nendstream`);
  };
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add("");
  const fonts = addFonts(add, stream);
  const kids = pages.map((page) => {
    const { width = 612, height = 792, rotate = 0, content } = page;
    const contents = stream(content);
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Rotate ${rotate} /Resources << /Font << ${fonts} >> >> /Contents ${contents} 0 R >>`,
    );
  });
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(" ")}] >>`;
  const info = title === undefined ? "" : ` /Info ${add(`<< /Title (${title}) >>`)} 0 R`;
  return assemble(objects, `${info}${trailer}`);
}

type Add = (body: string) => number;

function addFonts(add: Add, stream: Add): string {
  const latin = (["Helvetica", "Helvetica-Bold", "Courier"] as const).map((name) => {
    const number = add(`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`);
    return `/${FONT_NAMES[name]} ${number} 0 R`;
  });
  const japanese = add(
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /DW 1000 >>",
  );
  const across = add(composite("HeiseiMin-W3", "UniJIS-UTF16-H", japanese));
  const down = add(composite("HeiseiMin-W3", "UniJIS-UTF16-V", japanese));
  const any = add(
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Helvetica /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 >>",
  );
  const map = stream(toUnicodeMap());
  const unicode = add(composite("Helvetica", "Identity-H", any, `/ToUnicode ${map} 0 R`));
  return [...latin, `/J1 ${across} 0 R`, `/J2 ${down} 0 R`, `/U1 ${unicode} 0 R`].join(" ");
}

function composite(name: string, encoding: string, descendant: number, more = ""): string {
  return `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /${encoding} /DescendantFonts [${descendant} 0 R] ${more} >>`;
}

function toUnicodeMap(): string {
  const ranges = TO_UNICODE_BLOCKS.map((block) => `<${block}00> <${block}FF> <${block}00>`);
  return [
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
    "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    `${ranges.length} beginbfrange ${ranges.join(" ")} endbfrange`,
    "endcmap end end",
  ].join("\n");
}

function assemble(objects: readonly string[], trailer: string): Uint8Array<ArrayBuffer> {
  let file = "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n";
  const offsets = objects.map((body, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return `${offset.toString().padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  const xref = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join("")}`;
  const end = `trailer\n<< /Size ${size} /Root 1 0 R${trailer} >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Uint8Array.from(`${file}${xref}${end}`, (character) => character.charCodeAt(0));
}
