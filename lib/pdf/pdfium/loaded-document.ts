/** A document inside an instance of PDFium. */
import { DocatError } from "../../errors/docat-error.ts";
import { openFailure, passwordFailure } from "../document-failures.ts";
import { FormEnvironment } from "./form-environment.ts";
import { withNewTrailer } from "./new-trailer.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

const ERROR_PASSWORD = 4;
const ERROR_SECURITY = 5;

/** A file as it came, and what opens it. */
export interface EncodedFile {
  readonly bytes: Uint8Array;
  readonly password: string | undefined;
}

/** Where a file lies in the module's memory; PDFium reads from it as long as the document is open. */
interface Loaded {
  readonly handle: Pointer;
  readonly data: Pointer;
}

export class LoadedDocument {
  readonly pdfium: PdfiumInstance;
  readonly handle: Pointer;
  readonly pageCount: number;
  readonly #data: Pointer;
  #form: FormEnvironment | undefined;
  #formSought = false;

  /** Copies the file into the instance and opens it there; pair with `close`. Throws DocatError as `PdfEngine.open` does. */
  static load(pdfium: PdfiumInstance, file: EncodedFile): LoadedDocument {
    pdfium.hold();
    try {
      return pdfium.run(
        () => new LoadedDocument(pdfium, load(pdfium, file)),
        (cause) => openFailure(cause, file.bytes),
      );
    } catch (error) {
      pdfium.release();
      throw error;
    }
  }

  private constructor(pdfium: PdfiumInstance, { handle, data }: Loaded) {
    this.pdfium = pdfium;
    this.handle = handle;
    this.#data = data;
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

  close(): void {
    this.pdfium.tidy(() => this.#unload());
    this.pdfium.release();
  }

  #unload(): void {
    this.#form?.close();
    this.pdfium.exports.FPDF_CloseDocument(this.handle);
    this.pdfium.exports.free(this.#data);
  }
}

/** A file that lost its end is tried once more with a new one. */
function load(pdfium: PdfiumInstance, file: EncodedFile): Loaded {
  const { bytes, password = "" } = file;
  const loaded = tryLoad(pdfium, file);
  if (typeof loaded !== "number") return loaded;
  if (loaded === ERROR_PASSWORD) throw passwordFailure(password !== "");
  if (loaded === ERROR_SECURITY) throw new DocatError("encryption_unsupported");
  const mended = withNewTrailer(bytes);
  const again = mended === undefined ? loaded : tryLoad(pdfium, { bytes: mended, password });
  if (typeof again === "number") throw openFailure(undefined, bytes);
  return again;
}

/** The document, or PDFium's number for the reason why there is none. */
function tryLoad({ exports, heap }: PdfiumInstance, { bytes, password = "" }: EncodedFile): Loaded | number {
  const data = exports.malloc(bytes.length);
  if (data === 0) throw new DocatError("pdf_too_complex");
  heap.bytes.set(bytes, data);
  const handle = heap.withSecret(password, (secret) => exports.FPDF_LoadMemDocument(data, bytes.length, secret));
  if (handle !== 0) return { handle, data };
  const reason = exports.FPDF_GetLastError();
  exports.free(data);
  return reason;
}
