/** PDFs of given objects, for what `pdf-builder.ts` cannot write: boxes, annotations, forms, tags. */

interface ObjectPdf {
  /** Entries of the page's dictionary beside its contents and fonts. Its MediaBox is US Letter, where none is given. */
  readonly page?: string;
  /** Operators of its content stream. `F1` is Helvetica. */
  readonly content?: string;
  /** Entries of the catalog. */
  readonly catalog?: string;
  /** Entries of the page's resources beside its fonts. */
  readonly resources?: string;
  /** Fonts beside `F1`: `/F2 10 0 R`. */
  readonly fonts?: string;
  /** Objects 10, 11, … that the others refer to. Streams are written whole. */
  readonly objects?: readonly string[];
  /** Number of empty pages behind the first. */
  readonly morePages?: number;
}

const FIRST_FREE = 10;
const PAGE = 3;

/** One page with what is given, the cross-reference table right. Object 3 is the page; 5 to 9 are free. */
export function objectPdf(parts: ObjectPdf): Uint8Array<ArrayBuffer> {
  const { page = "", content = "", catalog = "", resources = "", fonts = "", objects = [], morePages = 0 } = parts;
  const box = page.includes("/MediaBox") ? "" : "/MediaBox [0 0 612 792]";
  const extra = Array.from({ length: morePages }, (_, index) => FIRST_FREE + objects.length + index);
  const kids = [PAGE, ...extra].map((number) => `${number} 0 R`);
  const bodies = new Map<number, string>([
    [1, `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`],
    [2, `<< /Type /Pages /Count ${kids.length} /Kids [${kids.join(" ")}] >>`],
    [
      PAGE,
      `<< /Type /Page /Parent 2 0 R ${box} /Resources << /Font << /F1 4 0 R ${fonts} >> ${resources} >> /Contents 5 0 R ${page} >>`,
    ],
    [4, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"],
    [5, streamOf(content)],
    ...objects.map((body, index): [number, string] => [FIRST_FREE + index, body]),
    ...extra.map((number): [number, string] => [number, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"]),
  ]);
  return assembled(bodies);
}

/** A stream object with the entries of its dictionary. */
export function streamOf(data: string, entries = ""): string {
  return `<< ${entries} /Length ${data.length} >>\nstream\n${data}\nendstream`;
}

function assembled(bodies: ReadonlyMap<number, string>): Uint8Array<ArrayBuffer> {
  const size = Math.max(...bodies.keys()) + 1;
  let file = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  let table = "0000000000 65535 f \n";
  for (let number = 1; number < size; number += 1) {
    const body = bodies.get(number);
    table += body === undefined ? "0000000000 00000 f \n" : `${file.length.toString().padStart(10, "0")} 00000 n \n`;
    if (body !== undefined) file += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const end = `xref\n0 ${size}\n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Uint8Array.from(file + end, (character) => character.charCodeAt(0));
}
