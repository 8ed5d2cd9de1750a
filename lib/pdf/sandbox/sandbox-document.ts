/** A document that is open in a sandbox thread, and that outlives the thread. */
import type { PageContent } from "../../contracts/page-content.ts";
import type { DocumentMetadata } from "../../contracts/result.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import type { SandboxLimits } from "../../limits/sandbox.ts";
import type { PdfDocument } from "../pdf-engine.ts";
import type { SandboxAnswer } from "./sandbox-messages.ts";
import type { SandboxSession } from "./sandbox-session.ts";
import { ThreadLoss } from "./thread-loss.ts";

const NOTHING_STATED: DocumentMetadata = { title: null, author: null, language: null, pdf_version: null };

export class SandboxDocument implements PdfDocument {
  readonly #session: SandboxSession;
  readonly #opened: SandboxAnswer<"open">;
  readonly #limits: SandboxLimits;
  #kills = 0;
  #spentMs = 0;

  /** Takes the session over: `close` ends it. */
  constructor(session: SandboxSession, opened: SandboxAnswer<"open">, limits: SandboxLimits) {
    this.#session = session;
    this.#opened = opened;
    this.#limits = limits;
  }

  get pageCount(): number {
    return this.#opened.pageCount;
  }

  warnings(): readonly Warning[] {
    return this.#opened.warnings;
  }

  /** What cannot be read in time counts as not stated, as what cannot be read at all does. */
  async metadata(): Promise<DocumentMetadata> {
    try {
      return await this.#counted(() => this.#session.call({ kind: "metadata" }, this.#limits.metadataMs));
    } catch (error) {
      if (error instanceof ThreadLoss) return NOTHING_STATED;
      throw error;
    }
  }

  /** A page that runs into a limit costs itself; the next one opens the document again. After a few of them it is given up. */
  async page(number: number): Promise<PageContent> {
    this.#requirePatience();
    try {
      return await this.#counted(() => this.#session.call({ kind: "page", number }, this.#limits.pageMs));
    } catch (error) {
      throw error instanceof ThreadLoss ? this.#blame(error, number) : error;
    }
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  #requirePatience(): void {
    const { maxKills, documentMs } = this.#limits;
    if (this.#kills >= maxKills) {
      throw new DocatError("pdf_too_complex", { detail: `It was given up after ${maxKills} attempts to read it.` });
    }
    if (this.#spentMs >= documentMs) {
      const detail = `Its pages took more than ${documentMs / 1_000} seconds together.`;
      throw new DocatError("pdf_too_complex", { detail });
    }
  }

  async #counted<T>(work: () => Promise<T>): Promise<T> {
    const spentBefore = this.#session.workedMs;
    try {
      return await work();
    } catch (error) {
      if (error instanceof ThreadLoss && error.killed) this.#kills += 1;
      throw error;
    } finally {
      this.#spentMs += this.#session.workedMs - spentBefore;
    }
  }

  #blame(loss: ThreadLoss, number: number): DocatError {
    if (!loss.killed) return new DocatError("pdf_corrupt", { detail: `Page ${number} cannot be read.`, cause: loss });
    const what = loss.reason === "time" ? `${this.#limits.pageMs / 1_000} seconds` : "the memory that a page may";
    return new DocatError("pdf_too_complex", { detail: `Page ${number} takes more than ${what}.`, cause: loss });
  }
}
