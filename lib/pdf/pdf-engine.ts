/** The port through which untrusted PDF bytes become pages. Whoever fills it owns one engine and hides its types. */
import type { DocumentSecurity } from "../contracts/document-security.ts";
import type { DocumentSource } from "../contracts/document-source.ts";
import type { EngineChoice } from "../contracts/engine-choice.ts";
import type { DocumentNavigation } from "../contracts/outline.ts";
import type { PageContent } from "../contracts/page-content.ts";
import type { DocumentMetadata } from "../contracts/result.ts";
import type { Warning } from "../contracts/warning.ts";

/** How much of a large file is looked through: all of it, which means to read it, or only where most of it hangs together. */
export type LookExtent = "all" | "ends";

export interface PdfDocument {
  /** Name and exact version of the engine that reads it, for example `pdfjs-6.1.200`. Pages that another one read say so in a warning. */
  readonly engine: string;
  readonly pageCount: number;
  /** Strings are bounded and free of control characters. */
  metadata(): Promise<DocumentMetadata>;
  /** Outline and attachments, bounded; what cannot be read counts as not there. Attachments are not opened. */
  navigation(): Promise<DocumentNavigation>;
  /** What in the file may do harm to whoever opens it, bounded. Nothing is run or followed, and no file inside is opened. All of it is looked through, unless told otherwise. */
  security(extent?: LookExtent): Promise<DocumentSecurity>;
  /**
   * One page by its 1-based number. A page that cannot be read throws DocatError; the document stays usable.
   * Not safe to call at once for several pages: engines are bound to one thread anyway.
   */
  page(number: number): Promise<PageContent>;
  /** What the engine noticed of the document as a whole so far. */
  warnings(): readonly Warning[];
  close(): Promise<void>;
}

/** What is asked for beside the document. */
export interface Opening {
  /** An engine that is alone reads it whatever is chosen. */
  readonly engine?: EngineChoice | undefined;
  /** Opens an encrypted document, as its owner or as a reader; no other document minds. Never told to anybody. */
  readonly password?: string | undefined;
}

export interface PdfEngine {
  /**
   * Opens a document. Bytes stay the caller's and are not changed; a source must answer until the document is closed.
   * Throws DocatError `file_empty`, `not_a_pdf`, `pdf_corrupt`, `pdf_truncated`, `password_required`, `password_wrong`,
   * `encryption_unsupported`, `pdf_without_pages`, and what the source rejects with.
   */
  open(source: DocumentSource | Uint8Array, opening?: Opening): Promise<PdfDocument>;
}

/** Opens a document, hands it to `use`, and closes it whatever happens. */
export async function withDocument<T>(
  engine: PdfEngine,
  source: DocumentSource | Uint8Array,
  use: (document: PdfDocument) => Promise<T>,
  opening?: Opening,
): Promise<T> {
  const document = await engine.open(source, opening);
  try {
    return await use(document);
  } finally {
    await document.close();
  }
}
