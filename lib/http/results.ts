/** Results over HTTP. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AnswerFormat } from "../contracts/result-view.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import { findTable, pageOfId } from "../layout/render/find-table.ts";
import { BILINGUAL_FORMATS } from "../layout/render/render-bilingual.ts";
import { chunkingOf } from "../pipeline/chunking.ts";
import { withLeader } from "../pipeline/followers.ts";
import { openResult, requireSucceeded, type WantedPages } from "../pipeline/read-result.ts";
import { readVectors } from "../pipeline/read-vectors.ts";
import { answerFormat } from "./answer-format.ts";
import { isKnown, notModified, strongTag } from "./entity-tag.ts";
import type { Identified } from "./identify.ts";
import { findResultJob } from "./owned-job.ts";
import { viewOf } from "./result-query.ts";
import { resultResponse } from "./result-response.ts";
import { getResultRoute } from "./result-routes.ts";
import type { Services } from "./services.ts";

type Asked = Readonly<Record<string, string | number | undefined>>;

/** A settled result does not change, nor does what is made of it, until other code makes it. */
function tagOf({ revision }: Services, job: JobRecord, format: AnswerFormat, asked: Asked): string {
  const query = Object.entries({ ...asked, format }).sort(([a], [b]) => (a < b ? -1 : 1));
  return strongTag(revision, job.result_of ?? job.id, job.source.name, query);
}

/** From the page on where the table begins. */
function pagesWith(table: string): WantedPages {
  const page = pageOfId(table);
  return { pages: page === undefined ? "1-" : `${page}-`, none: "table_unknown" };
}

/** Throws `options_invalid` for a format that has no room for two languages. */
function requireBilingual(format: AnswerFormat): true {
  if (BILINGUAL_FORMATS.has(format)) return true;
  const detail = `A bilingual view is given as ${[...BILINGUAL_FORMATS].join(", ")}.`;
  throw new DocatError("options_invalid", { detail, pointer: "view" });
}

export function addResultRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  const { pipeline, log } = services;
  app.openapi(getResultRoute, async (context) => {
    const request = context.req.raw;
    const { identity } = context.var;
    const found = await findResultJob(pipeline.jobs, services.records.book, context.req.valid("param").id, identity);
    const { record } = await withLeader(pipeline, found);
    const { format: _, ...asked } = context.req.valid("query");
    const format = answerFormat(request);
    requireSucceeded(record);
    const { include, exclude, normalise, pages, language } = asked;
    const viewed = { include, exclude, normalise, pages, language };
    const chunking = chunkingOf(record.options, asked, viewed, services.chunks);
    const cut = format === "chunks" ? { cut: JSON.stringify(chunking) } : {};
    const tag = tagOf(services, record, format, { ...asked, ...cut });
    if (isKnown(request.headers, tag)) return notModified(tag, { vary: "Accept" });
    const { table, view } = asked;
    const both = view === "bilingual" ? requireBilingual(format) : false;
    const wanted = table === undefined ? { pages } : pagesWith(table);
    const result = await openResult(pipeline.results, record, { ...wanted, language, both });
    const shown = table === undefined ? result.pages : await findTable(result.pages, table);
    const beside = both ? language : undefined;
    const vectors = format === "chunks" ? await readVectors(pipeline.results, record) : null;
    const download = asked.download === "1";
    const answer = { format, view: viewOf(asked), chunking, vectors, download, tag, beside };
    return resultResponse({ ...result, pages: shown }, answer, (error) =>
      log.error("result.broke_off", error, { job: record.id }),
    );
  });
}
