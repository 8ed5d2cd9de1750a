/** What a caller may ask of a result besides its format: fewer pages, fewer kinds of blocks, plainer characters. */
import { RESULT_FORMATS } from "./result.ts";
import type { ResultBlock } from "./result-block.ts";

/** What a result can be had as: one of its formats, cut into chunks, or all of its formats in one archive. */
export const ANSWER_FORMATS = [...RESULT_FORMATS, "chunks", "zip"] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

/** How characters are made plainer, in the order in which it is done; docs/result.md says what each does. */
export const NORMALISATIONS = ["nfkc", "hyphens", "quotes", "whitespace"] as const;
export type Normalisation = (typeof NORMALISATIONS)[number];

export interface ResultView {
  /** Blocks of these types alone; null: of all that the format shows. */
  readonly include: ReadonlySet<ResultBlock["type"]> | null;
  readonly exclude: ReadonlySet<ResultBlock["type"]>;
  readonly normalise: ReadonlySet<Normalisation>;
}

/** The result as it is. */
export const WHOLE_VIEW: ResultView = { include: null, exclude: new Set(), normalise: new Set() };
