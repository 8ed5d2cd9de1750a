/** The routes of glossaries as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  glossaryChangeSchema,
  glossaryListSchema,
  glossarySchema,
  importModeSchema,
  newGlossarySchema,
} from "../contracts/glossary.ts";
import {
  MAX_GLOSSARIES,
  MAX_GLOSSARY_BODY_BYTES,
  MAX_GLOSSARY_TERM_CHARS,
  MAX_GLOSSARY_TERMS,
} from "../limits/glossary-limits.ts";
import { problem, refused, security } from "./described-answers.ts";

const ID = "gls_00112233445566778899aabbccddeeff";
const ASKED = {
  name: "Tax law",
  source_language: "en",
  target_language: "de",
  terms: [{ source: "deferred tax", target: "latente Steuer" }],
};
const TIMES = { created_at: "2026-06-01T12:00:00.000Z", updated_at: "2026-06-01T12:00:00.000Z" };
const { terms: TERMS, ...TOLD } = { id: ID, version: 1, description: "", ...ASKED, term_count: 1, ...TIMES };

const params = z.object({ id: z.string().openapi({ example: ID }) });
const body = <T extends z.ZodType>(schema: T, example: object) => ({
  body: { required: true, content: { "application/json": { schema, example } } },
});
const glossary = (description: string) => ({
  description,
  content: { "application/json": { schema: glossarySchema, example: { ...TOLD, terms: TERMS } } },
});
const unknown = problem("The account has no such glossary. `glossary_unknown`");
const malformed = problem("The body is malformed.");
const unreadable = problem("It was sealed with a key that is not set any more. `sealed_unreadable`");
const tooLarge = problem(`The body has more than ${MAX_GLOSSARY_BODY_BYTES} bytes.`);
const notJson = problem("The body is not JSON.");
const invalid = problem("A term stands there twice with two translations, or there are too many. `glossary_invalid`");

export const listGlossariesRoute = createRoute({
  method: "get",
  path: "/v1/glossaries",
  summary: "The account's glossaries",
  description: "Without their terms.",
  security,
  responses: {
    200: {
      description: "The glossaries, the newest first.",
      content: { "application/json": { schema: glossaryListSchema, example: { glossaries: [TOLD] } } },
    },
    410: unreadable,
    ...refused,
  },
});

export const makeGlossaryRoute = createRoute({
  method: "post",
  path: "/v1/glossaries",
  summary: "Make a glossary",
  description: [
    "How terms are to be translated: a job with the option `translate.glossary` demands them of its translation wherever they stand in a text as whole words, whatever their case.",
    "A term that is its own translation stays as it is.",
    `An account has at most ${MAX_GLOSSARIES}, of at most ${MAX_GLOSSARY_TERMS} terms, whose sides have at most ${MAX_GLOSSARY_TERM_CHARS} characters.`,
  ].join(" "),
  security,
  request: body(newGlossarySchema, ASKED),
  responses: {
    201: { ...glossary("The glossary; `Location` is its address."), headers: z.object({ Location: z.string() }) },
    400: malformed,
    409: problem("The account has as many glossaries as it may have. `too_many_glossaries`"),
    413: tooLarge,
    415: notJson,
    422: invalid,
    ...refused,
  },
});

export const getGlossaryRoute = createRoute({
  method: "get",
  path: "/v1/glossaries/{id}",
  summary: "A glossary with its terms",
  security,
  request: { params },
  responses: { 200: glossary("The glossary as it is now."), 404: unknown, 410: unreadable, ...refused },
});

export const changeGlossaryRoute = createRoute({
  method: "patch",
  path: "/v1/glossaries/{id}",
  summary: "Change a glossary",
  description:
    "What is not named stays as it is. A change makes a new version; jobs keep the version that they were made with.",
  security,
  request: { params, ...body(glossaryChangeSchema, { terms: ASKED.terms }) },
  responses: {
    200: glossary("The glossary as it is now."),
    400: malformed,
    404: unknown,
    410: unreadable,
    413: tooLarge,
    415: notJson,
    422: invalid,
    ...refused,
  },
});

export const deleteGlossaryRoute = createRoute({
  method: "delete",
  path: "/v1/glossaries/{id}",
  summary: "Delete a glossary",
  description: "Jobs that were made with it go on. Deleting one that was just deleted changes nothing.",
  security,
  request: { params },
  responses: { 204: { description: "It is deleted." }, 404: unknown, ...refused },
});

/** For the description only: the body is no JSON. */
export const importTermsRoute = createRoute({
  method: "put",
  path: "/v1/glossaries/{id}/terms",
  summary: "Import terms as CSV",
  description: [
    "UTF-8 as RFC 4180 has it: a term and its translation in each line, in quotes where they hold a comma or a quote; a first line `source,target` is a header.",
    "`mode=replace`, the default, puts them in place of the terms that are there; `merge` beside them, in place of those with the same source.",
  ].join(" "),
  security,
  request: {
    params,
    query: z.object({ mode: importModeSchema.optional() }),
    body: {
      required: true,
      content: {
        "text/csv": {
          schema: z.string(),
          example: 'source,target\r\ndeferred tax,latente Steuer\r\n"tax, deferred",latente Steuer\r\n',
        },
      },
    },
  },
  responses: {
    200: glossary("The glossary as it is now."),
    400: problem("The mode is none of the two."),
    404: unknown,
    410: unreadable,
    413: tooLarge,
    415: problem("The body is not text/csv."),
    422: problem("A line is no term, or one too many: `glossary_invalid`, which names the line."),
    ...refused,
  },
});
