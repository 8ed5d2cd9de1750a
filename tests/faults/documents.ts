/** Documents of the simulated world and the engine that reads them: small, quick, and always the same. */
import { NOTHING_FOUND } from "../../lib/contracts/document-security.ts";
import { readAll } from "../../lib/contracts/document-source.ts";
import { NO_NAVIGATION } from "../../lib/contracts/outline.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import { MIN_DOCUMENT_BYTES } from "../../lib/limits/limits.ts";
import type { PdfEngine } from "../../lib/pdf/pdf-engine.ts";
import { pageOf, run } from "../support/page-builder.ts";

export interface DocumentSpec {
  readonly name: string;
  readonly pages: number;
  /** It cannot be opened. */
  readonly broken?: boolean;
  /** Reading this page kills the process. */
  readonly deadlyPage?: number;
  /** This page cannot be read. */
  readonly unreadable?: number;
  /** Opening it kills the process. */
  readonly deadly?: boolean;
  /** Its result goes to the sink. */
  readonly sunk?: boolean;
  /** What its job asks for besides, as the query says it. */
  readonly options?: string;
}

/** The language into which some are translated. */
export const LANGUAGE = "eo";

/** The file: a header that the door lets in, what the engine is to see, and no less than the door asks for. */
export function bytesOf(spec: DocumentSpec): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`%PDF-1.7\n${JSON.stringify(spec)}\n`.padEnd(MIN_DOCUMENT_BYTES, " "));
}

function specOf(bytes: Uint8Array): DocumentSpec {
  return JSON.parse(new TextDecoder().decode(bytes).split("\n")[1] ?? "") as DocumentSpec;
}

/** Every kind of page: text, a heading that only the whole document can tell, a blank one, one that cannot be read. */
function readPage(spec: DocumentSpec, number: number) {
  if (number % 7 === 0 || number === spec.unreadable) throw new DocatError("pdf_corrupt");
  if (number % 5 === 0) return pageOf([], number);
  const heading = number % 3 === 1 ? [run({ text: `Chapter ${number}`, size: 10 + number, baseline: 60 })] : [];
  return pageOf([...heading, run({ text: `Page ${number} of ${spec.name}.` })], number);
}

/** How a step of the engine is taken; the name is for the inventory. */
export type EngineStep = <T>(name: string, take: () => T) => Promise<T>;

/** Steps of this name end the process, whatever is done. */
export const DEADLY = " (deadly)";

/** `step` stands before each opening and each page. */
export function createSimpleEngine(step: EngineStep): PdfEngine {
  return {
    async open(source) {
      const spec = specOf(await readAll(source));
      await step(spec.deadly === true ? `engine:open${DEADLY}` : "engine:open", () => {
        if (spec.broken === true) throw new DocatError("pdf_corrupt");
      });
      return {
        engine: "simple-1",
        pageCount: spec.pages,
        navigation: async () => NO_NAVIGATION,
        security: async () => NOTHING_FOUND,
        metadata: async () => ({ title: spec.name, author: null, language: null, pdf_version: "1.7" }),
        page: (number) =>
          step(number === spec.deadlyPage ? `engine:page${DEADLY}` : "engine:page", () => readPage(spec, number)),
        warnings: () => [],
        close: async () => {},
      };
    },
  };
}
