/**
 * The port between the two halves of pdf.js, which here share a thread. pdf.js leaves out text that lies outside of its
 * page without a word; this port makes it tell all of it, so that what is left out can be counted.
 */
import type { PDFWorker } from "unpdf/pdfjs";

type Pdfjs = typeof import("unpdf/pdfjs");

/** The half that reads the file, as the module leaves it for the other half to find. */
interface ReadingHalf {
  readonly WorkerMessageHandler: { initializeFromPort(port: PdfjsPort): void };
}

type Listener = (event: { readonly data: unknown }) => void;

/** Gives each half what the other posts, as a copy and in a later turn, like a channel between threads. */
class PdfjsPort {
  readonly #listeners = new Map<Listener, () => void>();
  readonly #turn = Promise.resolve();
  readonly #copy: (message: unknown, transfer: ArrayBuffer[]) => unknown;

  constructor(copy: (message: unknown, transfer: ArrayBuffer[]) => unknown) {
    this.#copy = copy;
  }

  postMessage(message: unknown, transfer: readonly ArrayBuffer[] = []): void {
    const event = { data: this.#copy(message, [...transfer]) };
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

/** Wider than any page; finite, since the box goes into sums. */
const EVERYWHERE = [-1e9, -1e9, 1e9, 1e9] as const;

/** What boxes were before they were made wide. */
const boxesAsTold = new WeakMap<number[], readonly number[]>();

/** The one box of all pages that have none of their own, in all documents: never to be touched. */
const sharedBoxes = new WeakSet<number[]>();

/**
 * A page's box passes through once, from the half that reads to the half that asks. Its copy goes on as it is; then the
 * array itself, by which the reading half judges what lies on the page, is made wide. On a page without a box of its own
 * what lies outside is not counted.
 */
function copyAndWiden(message: unknown, transfer: ArrayBuffer[]): unknown {
  const copy: unknown = structuredClone(message, { transfer });
  const box = boxIn(message);
  if (box !== undefined && !sharedBoxes.has(box)) {
    const told = boxesAsTold.get(box) ?? [...box];
    boxesAsTold.set(box, told);
    boxIn(copy)?.splice(0, 4, ...told);
    box.splice(0, 4, ...EVERYWHERE);
  }
  return copy;
}

function copyAndLearn(message: unknown, transfer: ArrayBuffer[]): unknown {
  const box = boxIn(message);
  if (box !== undefined) sharedBoxes.add(box);
  return structuredClone(message, { transfer });
}

/** The box in an answer to "GetPage", the one message of this shape. */
function boxIn(message: unknown): number[] | undefined {
  if (typeof message !== "object" || message === null || !("data" in message)) return;
  const { data } = message;
  if (typeof data !== "object" || data === null || !("refStr" in data && "userUnit" in data && "view" in data)) return;
  return Array.isArray(data.view) && data.view.length === 4 ? data.view : undefined;
}

/** Two halves of pdf.js for one document. `destroy` them after it. */
export function openPdfjsWorker(pdfjs: Pdfjs, copy = copyAndWiden): PDFWorker {
  const half = (globalThis as { readonly pdfjsWorker?: ReadingHalf }).pdfjsWorker;
  if (half === undefined) throw new Error("This build of pdf.js has no half that reads files.");
  const port = new PdfjsPort(copy);
  half.WorkerMessageHandler.initializeFromPort(port);
  // Of a Worker only the part is used that this port has.
  return pdfjs.PDFWorker.create({ port: port as unknown as Worker, verbosity: pdfjs.VerbosityLevel.WARNINGS });
}

const PAGE_WITHOUT_BOX = `%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj
3 0 obj << /Type /Page /Parent 2 0 R >> endobj
trailer << /Root 1 0 R >>
startxref
0
%%EOF`;

/** Makes the shared box known, by a page that has none of its own. To be called before the first document is opened. */
export async function learnSharedBox(pdfjs: Pdfjs): Promise<void> {
  const worker = openPdfjsWorker(pdfjs, copyAndLearn);
  const data = new TextEncoder().encode(PAGE_WITHOUT_BOX);
  const task = pdfjs.getDocument({ data, worker, verbosity: pdfjs.VerbosityLevel.ERRORS });
  await (await task.promise).getPage(1);
  await task.destroy();
  worker.destroy();
}
