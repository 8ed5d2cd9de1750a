/** What the result has to be: the same document through the same engine in one process, without store, queue or ranges. */
import { convertPdf } from "../../dev/cli/convert-pdf.ts";
import { type ResultFormat, resultSchema } from "../../lib/contracts/result.ts";
import { LEFT_OUT } from "../../lib/contracts/result-block.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import type { PdfEngine } from "../../lib/pdf/pdf-engine.ts";
import { gibberish } from "../support/model-server.ts";
import { bytesOf, createSimpleEngine, type DocumentSpec, LANGUAGE } from "./documents.ts";

const known = new Map<string, string>();

/** Pages at which the service gave up cannot be read here either, and are marked in the same way. */
function engineWithout(givenUp: readonly number[]): PdfEngine {
  const engine = createSimpleEngine(async (_, take) => take());
  return {
    async open(bytes) {
      const document = await engine.open(bytes);
      return {
        ...document,
        page: async (number) => {
          if (givenUp.includes(number)) throw new DocatError("pdf_too_complex");
          return document.page(number);
        },
      };
    },
  };
}

async function convert(spec: DocumentSpec, format: ResultFormat, givenUp: readonly number[]): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of await convertPdf(engineWithout(givenUp), "", bytesOf(spec), format)) chunks.push(chunk);
  return chunks.join("");
}

/** Members in the order of the schema, which is how the service keeps them; a bare upload has no name. What was added is judged apart. */
function normalise(text: string, format: ResultFormat): string {
  if (format !== "json") return text;
  const { document, receipt, ...rest } = resultSchema.parse(JSON.parse(text));
  const { translation: _, embedding: __, ...read } = receipt;
  return JSON.stringify({
    document: { ...document, name: document.name === "" ? null : document.name },
    receipt: read,
    ...rest,
  });
}

/** A single process has no translator; this is what ours makes of it. */
function inOtherLanguage(text: string): string {
  const { document, pages, ...rest } = resultSchema.parse(JSON.parse(text));
  const translated = pages.map((page) => {
    const blocks = page.blocks.map((block) => {
      if (LEFT_OUT.has(block.type)) return block;
      const spans = block.spans.map((span) => ({ ...span, text: gibberish(span.text) }));
      return { ...block, text: gibberish(block.text), spans };
    });
    return { ...page, text: gibberish(page.text), blocks };
  });
  return JSON.stringify({ document: { ...document, language: LANGUAGE }, ...rest, pages: translated });
}

interface Asked {
  readonly format: ResultFormat;
  readonly translated: boolean;
}

/**
 * What is wrong with a result, if anything: it has to say what a single process makes of the document, and letter by letter
 * what every other schedule has made of it.
 */
export async function compareResult(
  text: string,
  spec: DocumentSpec,
  { format, translated }: Asked,
  givenUp: readonly number[],
): Promise<string | null> {
  const key = JSON.stringify([spec, format, translated, givenUp]);
  const first = known.get(key);
  if (first !== undefined) return first === text ? null : `It is not what an earlier schedule gave: ${first}`;
  const own = await convert(spec, format, givenUp);
  const expected = normalise(translated ? inOtherLanguage(own) : own, format);
  if (normalise(text, format) !== expected) return `It is not what a single process gives: ${expected}`;
  known.set(key, text);
  return null;
}
