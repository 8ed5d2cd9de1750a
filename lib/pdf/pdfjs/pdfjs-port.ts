/**
 * The port between the two halves of pdf.js, which here share a thread. What is large and only read is handed over as it is:
 * copying the operators of a page would cost as much as making them.
 */
import type { PDFWorker } from "unpdf/pdfjs";
import type { OperatorChunk } from "./operator-stream.ts";

type Pdfjs = typeof import("unpdf/pdfjs");

/** The half that reads the file, as the module leaves it for the other half to find. */
interface ReadingHalf {
  readonly WorkerMessageHandler: { initializeFromPort(port: PdfjsPort): void };
}

type Listener = (event: { readonly data: unknown }) => void;

/** Gives each half what the other posts, in a later turn, like a channel between threads. */
class PdfjsPort {
  readonly #listeners = new Map<Listener, () => void>();
  readonly #turn = Promise.resolve();

  postMessage(message: unknown, transfer?: readonly ArrayBuffer[] | null): void {
    const event = { data: handOver(message, [...(transfer ?? [])]) };
    this.#turn.then(() => {
      for (const listener of this.#listeners.keys()) listener(event);
    });
  }

  addEventListener(name: string, listener: Listener, options?: { readonly signal?: AbortSignal }): void {
    const remove = () => this.removeEventListener(name, listener);
    options?.signal?.addEventListener("abort", remove);
    this.#listeners.set(listener, () => options?.signal?.removeEventListener("abort", remove));
  }

  removeEventListener(_name: string, listener: Listener): void {
    this.#listeners.get(listener)?.();
    this.#listeners.delete(listener);
  }
}

/**
 * Operators and fonts pass as they are, everything else as a copy. A list of operators is emptied by the half that made it as
 * soon as it is sent, so the list itself is copied, and what is in it is not.
 */
function handOver(message: unknown, transfer: ArrayBuffer[]): unknown {
  if (!isObject(message)) return structuredClone(message, { transfer });
  const { action, chunk } = message;
  if (isOperatorChunk(chunk)) {
    return { ...message, chunk: { fnArray: [...chunk.fnArray], argsArray: [...chunk.argsArray] } };
  }
  // The second one asks with a function, which no copy would have.
  if (action === "commonobj" || action === "GetAnnotationsByType") return { ...message };
  // The half that asks cannot load fonts without a browser, and then wants every glyph's outline instead. Nobody draws them:
  // it is answered by something harmless.
  if (action === "FontFallback") return { ...message, action: "GetMarkInfo" };
  return structuredClone(message, { transfer });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isOperatorChunk(value: unknown): value is OperatorChunk {
  return isObject(value) && "fnArray" in value && "argsArray" in value;
}

/** Two halves of pdf.js for one document. `destroy` them after it. */
export function openPdfjsWorker(pdfjs: Pdfjs): PDFWorker {
  const half = (globalThis as { readonly pdfjsWorker?: ReadingHalf }).pdfjsWorker;
  if (half === undefined) throw new Error("This build of pdf.js has no half that reads files.");
  const port = new PdfjsPort();
  half.WorkerMessageHandler.initializeFromPort(port);
  // Of a Worker only the part is used that this port has.
  return pdfjs.PDFWorker.create({ port: port as unknown as Worker, verbosity: pdfjs.VerbosityLevel.WARNINGS });
}
