/** The PDF engine for untrusted files: all engines, in threads that can be ended at any moment. */
import type { DocumentSource } from "../../contracts/document-source.ts";
import { DEFAULT_ENGINE, type EngineName } from "../../contracts/engine-choice.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { DEFAULT_SANDBOX_LIMITS, type SandboxLimits } from "../../limits/sandbox.ts";
import { DEFAULT_SOURCE_LIMITS, type SourceLimits } from "../../limits/source-reads.ts";
import { openAuto } from "../auto/auto-document.ts";
import { optimiseLate } from "../optimise-late.ts";
import type { Opening, PdfDocument, PdfEngine } from "../pdf-engine.ts";
import { findPdfjsAssets } from "../pdfjs/pdfjs-assets.ts";
import { openFeed } from "./document-feed.ts";
import { Gate } from "./gate.ts";
import { MemoryWatchdog } from "./memory-watchdog.ts";
import { Patience } from "./patience.ts";
import { SandboxDocument } from "./sandbox-document.ts";
import { type SandboxParts, SandboxSession } from "./sandbox-session.ts";
import { SandboxThread } from "./sandbox-thread.ts";
import { ThreadLoss } from "./thread-loss.ts";
import { ThreadPool } from "./thread-pool.ts";

/** The defaults hold for what is not said. */
export type SandboxSettings = Partial<SandboxLimits> & { readonly source?: Partial<SourceLimits> };

/**
 * Builds the engine and starts its first thread, so that the first document need not wait. No document is ever opened in
 * the caller's thread. Beside the port's codes `open` and `page` reject with `pdf_too_complex` when a document takes more
 * time or memory than the limits, and with `internal_error` when no thread starts. Throws when the character maps are not
 * on this machine. Build one in a process: each watches over the memory of the whole of it.
 */
export function createSandboxEngine(settings: SandboxSettings = {}): PdfEngine {
  const source = { ...DEFAULT_SOURCE_LIMITS, ...settings.source };
  const limits = { ...DEFAULT_SANDBOX_LIMITS, ...settings, source };
  const assets = findPdfjsAssets();
  const pool = new ThreadPool(limits, () => new SandboxThread(assets, limits));
  const parts = { pool, gate: new Gate(), watchdog: new MemoryWatchdog(limits), limits, source };
  optimiseLate();
  pool.warmUp();
  return { open: (document, opening = {}) => openDocument(parts, document, opening) };
}

/** One seat for the document, however many engines read it. */
async function openDocument(
  parts: SandboxParts,
  document: DocumentSource | Uint8Array,
  { engine: choice = DEFAULT_ENGINE, password }: Opening,
): Promise<PdfDocument> {
  const { limits } = parts;
  const feed = await openFeed(document, parts.source);
  const session = new SandboxSession(parts, await parts.pool.sit(), { feed, password });
  const shared = { session, limits, patience: new Patience(limits) };
  const open = async (name: EngineName): Promise<PdfDocument> => {
    try {
      return new SandboxDocument(shared, name, await session.open(name));
    } catch (error) {
      throw error instanceof ThreadLoss ? blame(error, limits) : error;
    }
  };
  try {
    return choice === "auto" ? await openAuto(open) : await open(choice);
  } catch (error) {
    await session.close();
    throw error;
  }
}

function blame(loss: ThreadLoss, { openMs }: SandboxLimits): DocatError {
  if (!loss.killed) return new DocatError("pdf_corrupt", { cause: loss });
  const what = loss.reason === "time" ? `${openMs / 1_000} seconds` : "the memory that a document may";
  return new DocatError("pdf_too_complex", { detail: `Opening it takes more than ${what}.`, cause: loss });
}
