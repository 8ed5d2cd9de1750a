/** A document inside an instance of PDFium. */
import { DocatError } from "../../errors/docat-error.ts";
import { openFailure, passwordFailure } from "../document-failures.ts";
import { bytesOf, type EngineFile, sizeOf } from "../source/blocking-source.ts";
import type { LentFile } from "./file-shelf.ts";
import { FormEnvironment } from "./form-environment.ts";
import { withNewTrailer } from "./new-trailer.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

/** A larger file that has lost its end is not mended. */
const MAX_MENDED_BYTES = 64 * 1024 * 1024;

const ERROR_PASSWORD = 4;
const ERROR_SECURITY = 5;

/** A file as it came, and what opens it. */
export interface EncodedFile {
  readonly source: EngineFile;
  readonly password: string | undefined;
}

/** What PDFium reads from as long as the document is open: a file in its memory, or one on the shelf. */
interface Loaded {
  readonly handle: Pointer;
  readonly file: Pointer | LentFile;
}

export class LoadedDocument {
  readonly pdfium: PdfiumInstance;
  readonly handle: Pointer;
  readonly pageCount: number;
  readonly #file: Pointer | LentFile;
  #form: FormEnvironment | undefined;
  #formSought = false;

  /** Copies the file into the instance and opens it there; pair with `close`. Throws DocatError as `PdfEngine.open` does. */
  static load(pdfium: PdfiumInstance, file: EncodedFile): LoadedDocument {
    pdfium.hold();
    try {
      return pdfium.run(
        () => new LoadedDocument(pdfium, load(pdfium, file)),
        (cause) => openFailure(cause, file.source),
      );
    } catch (error) {
      pdfium.release();
      throw error;
    }
  }

  private constructor(pdfium: PdfiumInstance, { handle, file }: Loaded) {
    this.pdfium = pdfium;
    this.handle = handle;
    this.#file = file;
    this.pageCount = pdfium.exports.FPDF_GetPageCount(handle);
    if (this.pageCount < 1) {
      this.#unload();
      throw new DocatError("pdf_without_pages");
    }
  }

  /** Handle of the form environment, which is made at first use; 0 when the document has no form. */
  form(): Pointer {
    if (!this.#formSought) {
      this.#formSought = true;
      this.#form = FormEnvironment.open(this.pdfium, this.handle);
    }
    return this.#form?.handle ?? 0;
  }

  /** Whether PDFium had to search the file for its objects. */
  get repaired(): boolean {
    return this.pdfium.exports.FPDF_DocumentHasValidCrossReferenceTable(this.handle) === 0;
  }

  /** What PDFium has read of a file on the shelf, and keeps; nothing for one that is in its memory anyway. */
  get heldBytes(): number {
    return typeof this.#file === "number" ? 0 : this.#file.bytesRead;
  }

  close(): void {
    this.pdfium.tidy(() => this.#unload());
    this.pdfium.release();
  }

  #unload(): void {
    this.#form?.close();
    this.pdfium.exports.FPDF_CloseDocument(this.handle);
    release(this.pdfium, this.#file);
  }
}

function release({ exports, shelf }: PdfiumInstance, file: Pointer | LentFile): void {
  if (typeof file === "number") exports.free(file);
  else shelf.takeBack(file);
}

/** A file that lost its end is tried once more with a new one, if it fits into memory. */
function load(pdfium: PdfiumInstance, file: EncodedFile): Loaded {
  const { source, password = "" } = file;
  const loaded = tryLoad(pdfium, file);
  if (typeof loaded !== "number") return loaded;
  if (loaded === ERROR_PASSWORD) throw passwordFailure(password !== "");
  if (loaded === ERROR_SECURITY) throw new DocatError("encryption_unsupported");
  const size = sizeOf(source);
  const mended = size <= MAX_MENDED_BYTES ? withNewTrailer(bytesOf(source, 0, size)) : undefined;
  const again = mended === undefined ? loaded : tryLoad(pdfium, { source: mended, password });
  if (typeof again === "number") throw openFailure(undefined, source);
  return again;
}

/** The document, or PDFium's number for the reason why there is none. */
function tryLoad(pdfium: PdfiumInstance, { source, password = "" }: EncodedFile): Loaded | number {
  const { exports, heap } = pdfium;
  const file = lay(pdfium, source);
  const handle = heap.withSecret(password, (secret) =>
    typeof file === "number"
      ? exports.FPDF_LoadMemDocument(file, sizeOf(source), secret)
      : exports.FPDF_LoadCustomDocument(file.access, secret),
  );
  if (handle !== 0) return { handle, file };
  const reason = exports.FPDF_GetLastError();
  release(pdfium, file);
  return reason;
}

/** Makes a file readable for PDFium: a copy in its memory, or a place on the shelf. */
function lay({ exports, heap, shelf }: PdfiumInstance, source: EngineFile): Pointer | LentFile {
  const file = source instanceof Uint8Array ? exports.malloc(source.length) : (shelf.lend(source) ?? 0);
  if (file === 0) throw new DocatError("pdf_too_complex");
  if (typeof file === "number" && source instanceof Uint8Array) heap.bytes.set(source, file);
  return file;
}
