/** Single pages of a job over HTTP, as soon as they have been read. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ResultView } from "../contracts/result-view.ts";
import { DocatError } from "../errors/docat-error.ts";
import { renderMarkdown } from "../layout/render/render-markdown.ts";
import { renderText } from "../layout/render/render-text.ts";
import { viewPage } from "../layout/view/view-pages.ts";
import { withLeader } from "../pipeline/followers.ts";
import { type ReadPage, readPage } from "../pipeline/read-page.ts";
import { formatAmong } from "./answer-format.ts";
import { CONTENT_TYPES } from "./content-types.ts";
import { isKnown, notModified, strongTag } from "./entity-tag.ts";
import { getPageRoute, PAGE_FORMATS } from "./following-routes.ts";
import type { Identified } from "./identify.ts";
import { findResultJob } from "./owned-job.ts";
import { viewOf } from "./result-query.ts";
import { INERT_HEADERS } from "./result-response.ts";
import type { Services } from "./services.ts";

type PageFormat = (typeof PAGE_FORMATS)[number];

async function textOf({ page, provisional, warnings }: ReadPage, format: PageFormat, view: ResultView) {
  const shown = viewPage(page, view, format === "json" ? "blocks" : "flow");
  if (format === "json") return JSON.stringify({ ...shown, provisional, warnings });
  const pages = (async function* () {
    yield shown;
  })();
  let text = "";
  for await (const chunk of format === "text" ? renderText(pages) : renderMarkdown(pages)) text += chunk;
  return text;
}

export function addPageRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  app.openapi(getPageRoute, async (context) => {
    const { headers } = context.req.raw;
    const { id, number } = context.req.valid("param");
    const { format: _, ...asked } = context.req.valid("query");
    const format = formatAmong(context.req.raw, PAGE_FORMATS, "json");
    const { identity } = context.var;
    const found = await findResultJob(services.pipeline.jobs, services.records.book, id, identity);
    const job = await withLeader(services.pipeline, found);
    if (!/^\d{1,6}$/.test(number)) throw new DocatError("page_unknown");
    const read = await readPage(services.pipeline.results, job, Number(number));
    const tag = strongTag(
      services.revision,
      job.record.id,
      read.version,
      Number(number),
      format,
      Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    if (isKnown(headers, tag)) return notModified(tag, { vary: "Accept" });
    return new Response(await textOf(read, format, viewOf(asked)), {
      headers: {
        "content-type": CONTENT_TYPES[format],
        "docat-provisional": read.provisional ? "?1" : "?0",
        etag: tag,
        vary: "Accept",
        ...INERT_HEADERS,
      },
    });
  });
}
