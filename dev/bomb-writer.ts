/**
 * Small PDFs that cost whoever reads them far more than their size: for tests of the sandbox, and for the benchmark that
 * mixes them into honest load. Each takes a `salt`, which makes it another file to whoever remembers files.
 */
import { deflateSync } from "node:zlib";

type Bytes = Uint8Array<ArrayBuffer>;

const HEADER = "%PDF-1.7\n";
const FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
const TEXT = "BT /F1 12 Tf 72 700 Td (hello) Tj ET";

/** A file of objects 1 to n; object 1 is the catalogue. */
function writeObjects(objects: readonly (string | Buffer)[], salt: string): Bytes {
  const chunks: Buffer[] = [Buffer.from(`${HEADER}% ${salt}\n`, "latin1")];
  const offsets: number[] = [];
  let size = chunks[0]?.length ?? 0;
  const push = (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
  };
  objects.forEach((body, index) => {
    offsets.push(size);
    push(Buffer.from(`${index + 1} 0 obj\n`, "latin1"));
    push(typeof body === "string" ? Buffer.from(body, "latin1") : body);
    push(Buffer.from("\nendobj\n", "latin1"));
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const xref = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${size}\n%%EOF\n`;
  push(Buffer.from(xref + trailer, "latin1"));
  return Uint8Array.from(Buffer.concat(chunks));
}

function stream(data: Buffer, entries = ""): Buffer {
  const head = Buffer.from(`<< /Length ${data.length} ${entries} >>\nstream\n`, "latin1");
  return Buffer.concat([head, data, Buffer.from("\nendstream", "latin1")]);
}

/** Catalogue, page tree and one page whose content is `content`; `rest` are objects from number 6 on. */
function onePage(content: Buffer, salt: string, resources = "", rest: readonly (string | Buffer)[] = []): Bytes {
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> ${resources} >> /Contents 4 0 R >>`;
  const tree = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
  return writeObjects(["<< /Type /Catalog /Pages 2 0 R >>", tree, page, content, FONT, ...rest], salt);
}

const MEGABYTE = 1_048_576;

function repeated(unit: string, megabytes: number): Buffer {
  return Buffer.alloc(megabytes * MEGABYTE, unit, "latin1");
}

/** A content stream that inflates to many operators: `unit` again and again. */
export function operatorBomb(unit: string, megabytes: number, salt = ""): Bytes {
  return onePage(stream(deflateSync(repeated(unit, megabytes)), "/Filter /FlateDecode"), salt);
}

/** Deflated twice: a kilobyte for every gigabyte or so. */
export function doubleFlateBomb(megabytes: number, salt = ""): Bytes {
  const filters = "/Filter [/FlateDecode /FlateDecode]";
  return onePage(stream(deflateSync(deflateSync(repeated(" ", megabytes))), filters), salt);
}

/** Forms that call forms: `fanOut` to the power of `depth` drawings in a few kilobytes. */
export function formBomb(depth: number, fanOut: number, salt = ""): Bytes {
  const form = (entries: string) => `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << ${entries} >>`;
  const forms = Array.from({ length: depth }, (_, level) =>
    stream(Buffer.from("/X Do ".repeat(fanOut), "latin1"), form(`/XObject << /X ${7 + level} 0 R >>`)),
  );
  const last = stream(Buffer.from(TEXT, "latin1"), form("/Font << /F1 5 0 R >>"));
  return onePage(stream(Buffer.from("/X Do", "latin1")), salt, "/XObject << /X 6 0 R >>", [...forms, last]);
}

/** A page tree whose nodes are shared: `fanOut` to the power of `depth` pages in a few kilobytes. */
export function pageTreeBomb(depth: number, fanOut: number, salt = ""): Bytes {
  const nodes = Array.from({ length: depth }, (_, level) => {
    const kids = `${3 + level} 0 R `.repeat(fanOut);
    return `<< /Type /Pages /Kids [${kids}] /Count ${fanOut ** (depth - level)} >>`;
  });
  const page = `<< /Type /Page /MediaBox [0 0 9 9] /Contents ${depth + 3} 0 R /Resources << /Font << /F1 ${depth + 4} 0 R >> >> >>`;
  const rest = [page, stream(Buffer.from(TEXT, "latin1")), FONT];
  return writeObjects(["<< /Type /Catalog /Pages 2 0 R >>", ...nodes, ...rest], salt);
}

/** One honest page, for comparison. */
export function honestPage(salt = ""): Bytes {
  return onePage(stream(Buffer.from(TEXT, "latin1")), salt);
}
