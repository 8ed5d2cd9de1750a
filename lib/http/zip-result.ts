/** All of a result in one archive, written as it is read: neither the result nor the archive is held whole. */
import { deflateRawSync } from "node:zlib";
import { Deflate, Zip, ZipPassThrough } from "fflate";
import { RESULT_FORMATS, type ResultFormat, type ResultFrame, type ResultPage } from "../contracts/result.ts";
import { gather } from "../layout/render/gather.ts";
import { render } from "../layout/render/render.ts";
import { renderTables, type TableRows } from "../layout/render/render-tables.ts";
import { FILE_EXTENSIONS } from "./content-types.ts";

/** Every file has this date, so that the same result makes the same archive. It is the first one that there is. */
const DATE = new Date(1980, 0, 1);
const LEVEL = 6;
/** Rows of one table that wait to be compressed. */
const MAX_GATHERED_CHARS = 1_000_000;
/** The method "deflate" of zip archives. */
const DEFLATED = 8;

type Pages = (format: ResultFormat) => AsyncIterable<ResultPage>;

/** A file of the archive. The archive remembers all of its files to its end: what compressed one is let go with the file's own end. */
class ZipFile extends ZipPassThrough {
  #deflate: Deflate | undefined;

  constructor(name: string) {
    super(name);
    this.compression = DEFLATED;
    this.mtime = DATE;
  }

  /** What comes in one piece, as most tables do, is compressed at once: a stream of its own would cost a table more than it holds. */
  protected override process(chunk: Uint8Array, final: boolean): void {
    if (final && this.#deflate === undefined) {
      this.ondata(null, deflateRawSync(chunk, { level: LEVEL }), true);
      return;
    }
    this.#deflate ??= new Deflate({ level: LEVEL }, (data, last) => this.ondata(null, data, last));
    this.#deflate.push(chunk, final);
    if (final) this.#deflate = undefined;
  }
}

/** Collects what the archiver puts out until somebody takes it. */
class Archive {
  readonly #zip: Zip;
  #ready: Uint8Array[] = [];
  #error: Error | null = null;

  constructor() {
    this.#zip = new Zip((error, chunk) => {
      if (error !== null) this.#error = error;
      else this.#ready.push(chunk);
    });
  }

  /** Begins a file; the one before must have ended. */
  begin(name: string): ZipFile {
    const file = new ZipFile(name);
    this.#zip.add(file);
    return file;
  }

  end(): void {
    this.#zip.end();
  }

  take(): Uint8Array[] {
    if (this.#error !== null) throw this.#error;
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}

const encoder = new TextEncoder();

async function* addFile(archive: Archive, name: string, texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const file = archive.begin(name);
  for await (const text of texts) {
    file.push(encoder.encode(text));
    yield* archive.take();
  }
  file.push(new Uint8Array(), true);
  yield* archive.take();
}

async function* addTables(archive: Archive, tables: AsyncIterable<TableRows>): AsyncGenerator<Uint8Array> {
  let open: { readonly id: string; readonly file: ZipFile; rows: string } | undefined;
  const close = () => open?.file.push(encoder.encode(open.rows), true);
  for await (const { id, csv } of tables) {
    if (open?.id !== id) {
      close();
      // Ids are ours; what is none makes no path.
      open = { id, file: archive.begin(`tables/${id.replace(/[^\w.-]/g, "_")}.csv`), rows: "" };
    }
    open.rows += csv;
    if (open.rows.length > MAX_GATHERED_CHARS) {
      open.file.push(encoder.encode(open.rows));
      open.rows = "";
    }
    yield* archive.take();
  }
  close();
  yield* archive.take();
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/**
 * `receipt.json` (all of the result but its pages), `result.md`, `.json`, `.html` and `.txt`, and `tables/<id>.csv` for each table. `pages` is gone through once for each
 * of them. The names are always these, whatever the document is called.
 */
export async function* zipResult(frame: ResultFrame, pages: Pages): AsyncGenerator<Uint8Array> {
  const archive = new Archive();
  yield* addFile(archive, "receipt.json", once(`${JSON.stringify(frame, null, 2)}\n`));
  for (const format of RESULT_FORMATS) {
    if (format === "csv") continue;
    yield* addFile(archive, `result.${FILE_EXTENSIONS[format]}`, gather(render(format, frame, pages(format))));
  }
  yield* addTables(archive, renderTables(pages("csv")));
  archive.end();
  yield* archive.take();
}
