/** What a caller asks of a result, as the query says it. */
import { z } from "@hono/zod-openapi";
import { chunkQueryShape, hasOneSize, ONE_SIZE, overlapsLittle, SMALL_OVERLAP } from "../contracts/chunk-options.ts";
import { languageSchema } from "../contracts/enrich-options.ts";
import { pageSelectionSchema } from "../contracts/page-selection.ts";
import { BLOCK_TYPES, MAX_BLOCK_ID_CHARS } from "../contracts/result-block.ts";
import { ANSWER_FORMATS, NORMALISATIONS, type ResultView } from "../contracts/result-view.ts";

const MAX_LIST_CHARS = 400;

const namesOf = (list: string): string[] => list.split(",").map((name) => name.trim());

/** Names parted by commas, each of them known. */
function listOf(known: readonly string[]) {
  return z
    .string()
    .max(MAX_LIST_CHARS)
    .refine((list) => namesOf(list).every((name) => known.includes(name)), {
      message: `Names parted by commas, of ${known.join(", ")}.`,
    });
}

const types = listOf(BLOCK_TYPES);

/** How the blocks and the characters of an answer are chosen; whatever its format is. */
export const viewQuerySchema = z.object({
  include: types.optional().openapi({
    example: "title,heading,paragraph",
    description:
      "Blocks of these types alone. `header`, `footer` and `page_number` are shown in every format when they are named here.",
  }),
  exclude: types.optional().openapi({ example: "footnote,caption", description: "All but blocks of these types." }),
  normalise: listOf(NORMALISATIONS)
    .optional()
    .openapi({
      example: "nfkc,quotes",
      description: `Plainer characters: ${NORMALISATIONS.map((name) => `\`${name}\``).join(", ")}. Code and formulas stay as they are.`,
    }),
  download: z.enum(["0", "1"]).optional().openapi({
    description: "1: the answer is to be saved, under the document's name. HTML, CSV and archives always are.",
  }),
});
type ViewQuery = z.infer<typeof viewQuerySchema>;
export const VIEW_PARAMETERS = Object.keys(viewQuerySchema.shape);

const chunkParameters = {
  strategy: chunkQueryShape.strategy.optional().openapi({
    example: "semantic",
    description:
      "With `chunks`: where they are cut. Like the three parameters below it takes the place of what the job's option `chunks` says.",
  }),
  max_chars: chunkQueryShape.max_chars
    .optional()
    .openapi({ example: 2_000, description: "The size in Unicode characters." }),
  max_tokens: chunkQueryShape.max_tokens
    .optional()
    .openapi({ example: 512, description: "The size in tokens instead." }),
  overlap: chunkQueryShape.overlap.optional().openapi({
    example: 200,
    description: "How much of the end of a chunk the next one begins with, in the same unit; half of the size at most.",
  }),
};
const CHUNK_PARAMETERS = Object.keys(chunkParameters) as (keyof typeof chunkParameters)[];

export const resultQuerySchema = viewQuerySchema
  .extend({
    format: z.enum(ANSWER_FORMATS).optional().openapi({
      example: "markdown",
      description:
        "Without it the one that `Accept` prefers, else `markdown`. `csv` holds the tables alone, parted by an empty line; `chunks` are lines of JSON; `zip` holds all but the chunks.",
    }),
    pages: pageSelectionSchema.optional().openapi({ example: "1-3,8,20-", description: "These pages alone." }),
    ...chunkParameters,
    table: z.string().max(MAX_BLOCK_ID_CHARS).optional().openapi({
      example: "p3-7",
      description:
        "With `csv`: the one table to give, by the `id` that it has in the JSON result. A table that goes on over pages is given from there on.",
    }),
  })
  .extend({
    language: languageSchema.optional().openapi({
      example: "de",
      description: "The language into which the job had its result translated; without it the result as it was read.",
    }),
    view: z.literal("bilingual").optional().openapi({
      description: "With `language`: both languages, block beside block, as `markdown`, `html` or `json`.",
    }),
  })
  .refine(({ view, language }) => view === undefined || language !== undefined, {
    path: ["view"],
    message: "A bilingual view wants a language.",
  })
  .refine(({ format, table }) => table === undefined || format === "csv", {
    path: ["table"],
    message: "A table is given as csv only.",
  })
  .refine(({ pages, table }) => table === undefined || pages === undefined, {
    path: ["pages"],
    message: "A table is given from its first row on, without a choice of pages.",
  })
  .refine(hasOneSize, ONE_SIZE)
  .refine(overlapsLittle, SMALL_OVERLAP)
  .refine(
    (query) => (query.format ?? "chunks") === "chunks" || CHUNK_PARAMETERS.every((name) => query[name] === undefined),
    {
      path: ["format"],
      message: `${CHUNK_PARAMETERS.join(", ")} are about chunks only.`,
    },
  );

const setOf = <T extends string>(list: string | undefined) => new Set((list === undefined ? [] : namesOf(list)) as T[]);

/** The view that a checked query asks for. */
export function viewOf({ include, exclude, normalise }: ViewQuery): ResultView {
  return {
    include: include === undefined ? null : setOf(include),
    exclude: setOf(exclude),
    normalise: setOf(normalise),
  };
}
