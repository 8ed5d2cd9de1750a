/** All of a result in one archive, written as it is read: neither the result nor the archive is held whole. */
import { Zip, ZipDeflate } from "fflate";
import { RESULT_FORMATS, type ResultFormat, type ResultFrame, type ResultPage } from "../contracts/result.ts";
import { gather } from "../layout/render/gather.ts";
import { render } from "../layout/render/render.ts";
import { renderTables, type TableRows } from "../layout/render/render-tables.ts";
import { FILE_EXTENSIONS } from "./content-types.ts";

/** Every file has this date, so that the same result makes the same archive. It is the first one that there is. */
const DATE = new Date(1980, 0, 1);
const LEVEL = 6;

type Pages = (format: ResultFormat) => AsyncIterable<ResultPage>;

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
  begin(name: string): ZipDeflate {
    const file = new ZipDeflate(name, { level: LEVEL });
    file.mtime = DATE;
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
  let openId = "";
  let open: ZipDeflate | undefined;
  for await (const { id, csv } of tables) {
    if (open === undefined || openId !== id) {
      open?.push(new Uint8Array(), true);
      // Ids are ours; what is none makes no path.
      open = archive.begin(`tables/${id.replace(/[^\w.-]/g, "_")}.csv`);
      openId = id;
    }
    open.push(encoder.encode(csv));
    yield* archive.take();
  }
  open?.push(new Uint8Array(), true);
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
