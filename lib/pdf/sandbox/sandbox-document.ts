/** A document that one engine has open in a sandbox thread, and that outlives the thread. */
import { type DocumentSecurity, NOT_LOOKED_THROUGH } from "../../contracts/document-security.ts";
import type { EngineName } from "../../contracts/engine-choice.ts";
import { type DocumentNavigation, NO_NAVIGATION } from "../../contracts/outline.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import type { DocumentMetadata } from "../../contracts/result.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { ENGINE_VERSIONS } from "../../limits/result-version.ts";
import type { SandboxLimits } from "../../limits/sandbox.ts";
import type { LookExtent, PdfDocument } from "../pdf-engine.ts";
import type { Patience } from "./patience.ts";
import type { SandboxAnswer } from "./sandbox-messages.ts";
import type { SandboxSession } from "./sandbox-session.ts";
import { ThreadLoss } from "./thread-loss.ts";

const NOTHING_STATED: DocumentMetadata = { title: null, author: null, language: null, pdf_version: null };

/** What it shares with the same document in another engine. */
interface Shared {
  readonly session: SandboxSession;
  readonly patience: Patience;
  readonly limits: SandboxLimits;
}

export class SandboxDocument implements PdfDocument {
  readonly #shared: Shared;
  readonly #name: EngineName;
  readonly #opened: SandboxAnswer<"open">;
  #security: Promise<DocumentSecurity> | undefined;

  /** `close` ends the session, for all engines. */
  constructor(shared: Shared, name: EngineName, opened: SandboxAnswer<"open">) {
    this.#shared = shared;
    this.#name = name;
    this.#opened = opened;
  }

  get engine(): string {
    return ENGINE_VERSIONS[this.#name];
  }

  get pageCount(): number {
    return this.#opened.pageCount;
  }

  warnings(): readonly Warning[] {
    return this.#opened.warnings;
  }

  /** What cannot be read in time counts as not stated, as what cannot be read at all does. */
  metadata(): Promise<DocumentMetadata> {
    const { session, limits } = this.#shared;
    const request = { kind: "metadata", engine: this.#name } as const;
    return this.#orElse(NOTHING_STATED, () => session.call<"metadata">(this.#name, request, limits.metadataMs));
  }

  navigation(): Promise<DocumentNavigation> {
    const { session, limits } = this.#shared;
    const request = { kind: "navigation", engine: this.#name } as const;
    return this.#orElse(NO_NAVIGATION, () => session.call<"navigation">(this.#name, request, limits.metadataMs));
  }

  /** Once for a document: it is asked for where the document is planned, and where its first pages are read. */
  security(extent: LookExtent = "all"): Promise<DocumentSecurity> {
    const { session, limits } = this.#shared;
    const request = { kind: "security", engine: this.#name, extent } as const;
    this.#security ??= this.#orElse(NOT_LOOKED_THROUGH, () =>
      session.call<"security">(this.#name, request, limits.openMs),
    );
    return this.#security;
  }

  /** A page that runs into a limit costs itself; the next one opens the document again. After a few of them it is given up. */
  async page(number: number): Promise<PageContent> {
    const { session, patience, limits } = this.#shared;
    patience.require(this.#name);
    const request = { kind: "page", engine: this.#name, number } as const;
    try {
      return await patience.counted(this.#name, session, () =>
        session.call<"page">(this.#name, request, limits.pageMs),
      );
    } catch (error) {
      throw error instanceof ThreadLoss ? this.#blame(error, number) : error;
    }
  }

  async close(): Promise<void> {
    await this.#shared.session.close();
  }

  async #orElse<T>(otherwise: T, call: () => Promise<T>): Promise<T> {
    const { session, patience } = this.#shared;
    try {
      return await patience.counted(this.#name, session, call);
    } catch (error) {
      if (error instanceof ThreadLoss) return otherwise;
      throw error;
    }
  }

  #blame(loss: ThreadLoss, number: number): DocatError {
    if (!loss.killed) return new DocatError("pdf_corrupt", { detail: `Page ${number} cannot be read.`, cause: loss });
    const what =
      loss.reason === "time" ? `${this.#shared.limits.pageMs / 1_000} seconds` : "the memory that a page may";
    return new DocatError("pdf_too_complex", { detail: `Page ${number} takes more than ${what}.`, cause: loss });
  }
}
