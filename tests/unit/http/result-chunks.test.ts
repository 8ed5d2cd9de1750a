/** Results in chunks over HTTP: how they are asked for, and what comes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChunkLine, chunkLineSchema } from "../../../lib/contracts/chunk.ts";
import type { ChunkOptions } from "../../../lib/contracts/chunk-options.ts";
import type { ResultPart } from "../../../lib/contracts/result-manifest.ts";
import { createV1 } from "../../../lib/http/v1.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { pageOf, paragraph } from "../../support/result-pages.ts";
import {
  acceptDocument,
  assembleOf,
  createTestPipeline,
  deliver,
  extractOf,
  planOf,
} from "../../support/test-pipeline.ts";
import { servicesOver } from "../../support/test-router.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

const SENTENCE = "The tide rises twice a day. ";
let store: TestStore;
let plain: Getter;
let optioned: Getter;

type Getter = (query?: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;

function withText(part: ResultPart): ResultPart {
  return part.map((page) => {
    const hints = page.blocks[0]?.hints;
    if (hints === undefined) throw new Error("The page shows nothing.");
    const [block] = pageOf(page.number, [paragraph(SENTENCE.repeat(40).trim())]).blocks;
    return { ...page, blocks: block === undefined ? [] : [{ hints, block }] };
  });
}

/** A router over a job of three pages with this option. */
async function jobWith(chunks?: ChunkOptions): Promise<Getter> {
  const deps = createTestPipeline(store, { pages: 3, rangePages: 2 });
  const id = newJobId();
  await acceptDocument(deps, id, chunks === undefined ? {} : { chunks });
  await deliver(deps, planOf(id));
  for (const [first, count] of [
    [0, 2],
    [2, 1],
  ] as const) {
    await deliver(deps, extractOf(id, first, count));
  }
  await deliver(deps, assembleOf(id));
  const getPart: typeof deps.results.getPart = async (job, ref) => {
    const part = await deps.results.getPart(job, ref);
    return part === null ? null : withText(part);
  };
  const router = createV1(servicesOver(store, deps, { ...deps.results, getPart }));
  return async (query = "", headers = {}) => await router.request(`/v1/jobs/${id}/result${query}`, { headers });
}

beforeAll(async () => {
  store = await openTestStore();
  plain = await jobWith();
  optioned = await jobWith({ strategy: "by_page", max_tokens: 100, overlap: 20 });
});
afterAll(() => store.close());

async function linesOf(response: Response): Promise<ChunkLine[]> {
  const lines = (await response.text()).trimEnd().split("\n");
  return lines.map((line) => chunkLineSchema.parse(JSON.parse(line)));
}

async function chunkingOf(get: Getter, query: string) {
  const [head] = await linesOf(await get(`?format=chunks${query}`));
  return head?.type === "document" ? head.chunking : undefined;
}

describe("A result in chunks", () => {
  it("is lines of JSON: the document, its chunks, the end", async () => {
    const response = await plain("?format=chunks");
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    const lines = await linesOf(response);
    expect(lines.map(({ type }) => type)).toEqual(["document", "chunk", "chunk", "chunk", "end"]);
  });

  it("comes to who accepts nothing else", async () => {
    const response = await plain("", { accept: "application/x-ndjson" });
    expect((await linesOf(response)).at(-1)).toMatchObject({ type: "end", complete: true });
  });

  it("is cut as the job's option says", async () => {
    expect(await chunkingOf(optioned, "")).toMatchObject({ strategy: "by_page", max_tokens: 100, overlap: 20 });
  });

  it("is cut as the query says where that says anything", async () => {
    expect(await chunkingOf(optioned, "&strategy=fixed")).toMatchObject({
      strategy: "fixed",
      max_tokens: 100,
      overlap: 20,
    });
    const inCharacters = await chunkingOf(optioned, "&max_chars=500");
    expect(inCharacters).toEqual({ strategy: "by_page", max_chars: 500, overlap: 20, max_chunks: 10_000 });
  });

  it("is of the pages that are asked for alone", async () => {
    const lines = await linesOf(await plain("?format=chunks&pages=2"));
    expect(lines[1]).toMatchObject({ type: "chunk", page_first: 2, page_last: 2 });
  });

  it("has a tag for each way in which it is cut", async () => {
    const tags = await Promise.all(
      [plain("?format=chunks"), plain("?format=chunks&max_chars=500"), plain("?format=text")].map(async (response) =>
        (await response).headers.get("etag"),
      ),
    );
    expect(new Set(tags).size).toBe(3);
    const again = await plain("?format=chunks", { "if-none-match": tags[0] ?? "" });
    expect(again.status).toBe(304);
  });

  it.each([
    ["strategy=other", "strategy"],
    ["max_chars=99", "max_chars"],
    ["max_chars=1e9", "max_chars"],
    ["max_tokens=12.5", "max_tokens"],
    ["max_chars=500&max_tokens=100", "max_tokens"],
    ["max_chars=500&overlap=251", "overlap"],
    ["overlap=-1", "overlap"],
    ["format=text&max_chars=500", "format"],
  ])("is refused with %s", async (query, pointer) => {
    const response = await plain(query.startsWith("format") ? `?${query}` : `?format=chunks&${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "options_invalid", pointer });
  });
});
