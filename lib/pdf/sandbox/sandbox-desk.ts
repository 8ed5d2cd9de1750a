/** The thread's own side: one document at a time, open in one engine or in several. */
import type { EngineName } from "../../contracts/engine-choice.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import { DocatError } from "../../errors/docat-error.ts";
import type { PdfDocument, PdfEngine } from "../pdf-engine.ts";
import { requireObjects } from "../preflight/objects.ts";
import { preflight } from "../preflight/preflight.ts";
import type { EngineFile } from "../source/blocking-source.ts";
import type { SandboxFile, SandboxRequest } from "./sandbox-messages.ts";

type LaneFile = Extract<SandboxFile, { lane: SharedArrayBuffer }>;
type OpenRequest = Extract<SandboxRequest, { kind: "open" }>;

export class SandboxDesk {
  readonly #engines: Readonly<Record<EngineName, PdfEngine>>;
  readonly #readLane: (file: LaneFile) => EngineFile;
  readonly #open = new Map<EngineName, PdfDocument>();
  /** The document through its lane; engines share what was read of it. */
  #laneFile: EngineFile | undefined;

  /** `readLane` makes a document of what comes through a lane. */
  constructor(engines: Readonly<Record<EngineName, PdfEngine>>, readLane: (file: LaneFile) => EngineFile) {
    this.#engines = engines;
    this.#readLane = readLane;
  }

  /** What a request is answered with. Rejects with DocatError, or with what an engine threw. */
  async answer(request: SandboxRequest): Promise<unknown> {
    switch (request.kind) {
      case "open":
        return this.#openIn(request);
      case "close":
        return this.#close();
      case "metadata":
        return this.#document(request.engine).metadata();
      case "navigation":
        return this.#document(request.engine).navigation();
      case "security":
        return this.#document(request.engine).security(request.extent);
      case "page":
        return this.#document(request.engine).page(request.number);
    }
  }

  /** Looked at first, whichever engine it is for, unless another one has it open. One that has it open begins anew. */
  async #openIn({
    engine,
    file,
    password,
  }: OpenRequest): Promise<Pick<PdfDocument, "pageCount"> & { warnings: unknown }> {
    const document = file.bytes ?? this.#openLane(file);
    if (this.#open.size === 0) lookAt(document);
    await this.#open.get(engine)?.close();
    this.#open.delete(engine);
    const opened = await this.#engines[engine].open(document, { password });
    this.#open.set(engine, opened);
    return { pageCount: opened.pageCount, warnings: opened.warnings() };
  }

  #openLane(file: LaneFile): EngineFile {
    this.#laneFile ??= this.#readLane(file);
    return this.#laneFile;
  }

  async #close(): Promise<null> {
    this.#laneFile = undefined;
    const documents = [...this.#open.values()];
    this.#open.clear();
    for (const document of documents) await document.close();
    return null;
  }

  #document(engine: EngineName): PdfDocument {
    const document = this.#open.get(engine);
    if (document === undefined) throw new DocatError("internal_error", { detail: "No document is open." });
    return document;
  }
}

/** Of what is too large to be read whole, no more is seen than whether there is anything in it. */
function lookAt(document: EngineFile): void {
  if (!(document instanceof Uint8Array)) requireObjects(document);
  else if (document.length > 0) preflight(document);
}

/** What of an answer can be handed over without being copied. */
export function transferablesOf(request: SandboxRequest, answer: unknown): ArrayBuffer[] {
  if (request.kind !== "page") return [];
  const { count: _, ...arrays } = (answer as PageContent).glyphs;
  return Object.values(arrays).map(({ buffer }) => buffer as ArrayBuffer);
}
