/** Results as they leave the service: every format as what it is, and one table by its id. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RESULT_FORMATS } from "../../../lib/contracts/result.ts";
import type { ResultPart } from "../../../lib/contracts/result-manifest.ts";
import { createV1 } from "../../../lib/http/v1.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { pageOf, table } from "../../support/result-pages.ts";
import {
  acceptDocument,
  assembleOf,
  createTestPipeline,
  deliver,
  extractOf,
  planOf,
  type TestPipeline,
} from "../../support/test-pipeline.ts";
import { servicesOver } from "../../support/test-router.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

let store: TestStore;
let get: (query: string) => Promise<Response>;
/** How often a part was read. */
let read = 0;

/** Every page shows one table, which says its page; that of page 4 goes on on page 5. */
function withTables(part: ResultPart): ResultPart {
  return part.map((page) => {
    const placed = { id: `p${page.number}-9`, ...(page.number === 5 ? { continues: "p4-9" } : {}) };
    const [block] = pageOf(page.number, [table([["Page"], [`${page.number}`]], 1, placed)]).blocks;
    const [laid] = page.blocks;
    if (block === undefined || laid === undefined) throw new Error("The page shows nothing.");
    return { ...page, blocks: [laid, { hints: laid.hints, block }] };
  });
}

/** A job of five pages in parts of two that has succeeded, and a router over it. */
beforeAll(async () => {
  store = await openTestStore();
  const deps: TestPipeline = createTestPipeline(store, { pages: 5, rangePages: 2 });
  const id = newJobId();
  await acceptDocument(deps, id);
  await deliver(deps, planOf(id));
  for (const first of [0, 2, 4]) await deliver(deps, extractOf(id, first, first === 4 ? 1 : 2));
  await deliver(deps, assembleOf(id));
  const getPart: typeof deps.results.getPart = async (...asked) => {
    const part = await deps.results.getPart(...asked);
    read++;
    return part === null ? null : withTables(part);
  };
  const router = createV1(servicesOver(store, deps, { ...deps.results, getPart }));
  get = async (query) => await router.request(`/v1/jobs/${id}/result${query}`);
});
afterAll(() => store.close());

describe("A result", () => {
  it.each([
    ["", "text/markdown; charset=utf-8", null],
    ["?format=markdown", "text/markdown; charset=utf-8", null],
    ["?format=text", "text/plain; charset=utf-8", null],
    ["?format=json", "application/json", null],
    ["?format=html", "text/html; charset=utf-8", 'attachment; filename="a.html"'],
    ["?format=csv", "text/csv; charset=utf-8", 'attachment; filename="a.csv"'],
  ])("by %j is told as %s", async (query, type, disposition) => {
    const response = await get(query);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("content-disposition")).toBe(disposition);
    expect(await response.text()).toContain("5");
  });

  it.each(RESULT_FORMATS)("as %s is not to be sniffed, run, framed or kept, and has its receipt", async (format) => {
    const { headers } = await get(`?format=${format}`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect(headers.get("docat-receipt")).toContain("selected=5");
  });
});

describe("CSV", () => {
  const csv = async (query: string) => await (await get(`?format=csv${query}`)).text();

  it("has all tables, parted by an empty line; one that goes on is one", async () => {
    expect(await csv("")).toBe("Page\r\n1\r\n\r\nPage\r\n2\r\n\r\nPage\r\n3\r\n\r\nPage\r\n4\r\n5\r\n");
  });

  it("has one table by its id, with what goes on from there", async () => {
    expect(await csv("&table=p2-9")).toBe("Page\r\n2\r\n");
    expect(await csv("&table=p4-9")).toBe("Page\r\n4\r\n5\r\n");
    expect(await csv("&table=p5-9")).toBe("Page\r\n5\r\n");
  });

  it("of one table reads the part that holds it, and no earlier one", async () => {
    read = 0;
    await csv("&table=p5-9");
    expect(read).toBe(1);
  });

  it.each(["p3-0", "p3-99", "p99-1", "p0-1", "x", ""])("of the table %j, which there is not, is 404", async (id) => {
    read = 0;
    const response = await get(`?format=csv&table=${id}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "table_unknown" });
    expect(read).toBeLessThanOrEqual(1);
  });

  it.each(["?table=p1-9", "?format=json&table=p1-9", `?format=csv&table=${"p".repeat(100)}`])(
    "is the only format that has one table: %s is 400",
    async (query) => {
      const response = await get(query);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "options_invalid", pointer: "table" });
    },
  );
});
