/** What a caller may ask of a result besides its format, and how little is sent to one that has it already. */
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RESULT_FORMATS, type ResultFormat, resultSchema } from "../../../lib/contracts/result.ts";
import { BLOCK_TYPES } from "../../../lib/contracts/result-block.ts";
import type { ResultPart } from "../../../lib/contracts/result-manifest.ts";
import { createV1 } from "../../../lib/http/v1.ts";
import { zipResult } from "../../../lib/http/zip-result.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { block, type Draft, frame, pageOf, paragraph, streamed, table } from "../../support/result-pages.ts";
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
import { bodyOf } from "../../support/test-service.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

let store: TestStore;
let get: (query?: string, headers?: Readonly<Record<string, string>>, method?: string) => Promise<Response>;
/** The parts that were read. */
const read: number[] = [];

const DRAFTS: readonly Draft[] = [
  block("header", "Running head", {}),
  paragraph("“Quoted”  text\u00A0with ﬁne co\u00ADoperation"),
  block("code", "  x = “a”", {}),
  block("footnote", "A note", { mark: "1" }),
  table([
    ["Key", "Value"],
    ["a\u00A0b", "‘c’"],
  ]),
  block("hidden", "Unseen", { reason: "invisible" }),
  block("page_number", "7", {}),
];

function withBlocks(part: ResultPart): ResultPart {
  return part.map((page) => {
    const hints = page.blocks[0]?.hints;
    if (hints === undefined) throw new Error("The page shows nothing.");
    const drafts = page.number === 1 ? DRAFTS : [paragraph(`Only ${page.number}`)];
    return { ...page, blocks: pageOf(page.number, drafts).blocks.map((made) => ({ hints, block: made })) };
  });
}

/** A job of five pages, of which 1, 2, 4 and 5 are read, in parts of two, and a router over it. */
beforeAll(async () => {
  store = await openTestStore();
  const deps: TestPipeline = createTestPipeline(store, { pages: 5, rangePages: 2 });
  const id = newJobId();
  await acceptDocument(deps, id, { pages: "1-2,4-5" });
  await deliver(deps, planOf(id));
  for (const first of [0, 2]) await deliver(deps, extractOf(id, first, 2));
  await deliver(deps, assembleOf(id));
  const getPart: typeof deps.results.getPart = async (job, ref) => {
    const part = await deps.results.getPart(job, ref);
    read.push(ref.range.first);
    return part === null ? null : withBlocks(part);
  };
  const router = createV1(servicesOver(store, deps, { ...deps.results, getPart }));
  get = async (query = "", headers = {}, method = "GET") =>
    await router.request(`/v1/jobs/${id}/result${query}`, { headers, method });
});
afterAll(() => store.close());

const textOf = async (query: string) => await (await get(query)).text();
const pagesOf = async (query: string) => resultSchema.parse(await (await get(`?format=json${query}`)).json()).pages;

describe("The format", () => {
  it("is the one that the caller accepts most gladly", async () => {
    const response = await get("", { accept: "application/json;q=0.5, text/html" });
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("vary")).toMatch(/\bAccept\b/);
  });

  it("is refused with 406 when there is none", async () => {
    const response = await get("", { accept: "image/png" });
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({ code: "not_acceptable", pointer: "Accept" });
  });

  it("by the query counts more than what is accepted", async () => {
    const response = await get("?format=text", { accept: "image/png" });
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });
});

describe("Pages", () => {
  it("are those that are asked for, by their numbers in the document, and no other part is read", async () => {
    read.length = 0;
    expect((await pagesOf("&pages=4-")).map(({ number }) => number)).toEqual([4, 5]);
    expect(read).toEqual([2]);
    expect((await pagesOf("&pages=5,2-3")).map(({ number }) => number)).toEqual([2, 5]);
    expect(await textOf("?format=text&pages=4")).toBe("Only 4\n");
  });

  it("that the result does not have are 422, and a selection that is none is 400", async () => {
    const none = await get("?pages=3,9-");
    expect([none.status, (await bodyOf(none)).code]).toEqual([422, "pages_out_of_range"]);
    const wrong = await get("?pages=x");
    expect([wrong.status, (await bodyOf(wrong)).pointer]).toEqual([400, "pages"]);
    expect((await get("?format=csv&table=p1-4&pages=1")).status).toBe(400);
  });
});

describe("Blocks", () => {
  const typesOf = async (query: string) => (await pagesOf(`&pages=1${query}`))[0]?.blocks.map(({ type }) => type);

  it("of types that are excluded are gone, from the page's text as well", async () => {
    expect(await typesOf("&exclude=header,footnote,table,hidden")).toEqual(["paragraph", "code", "page_number"]);
    const [page] = await pagesOf("&pages=1&exclude=footnote");
    expect(page?.text).not.toContain("A note");
    expect(await textOf("?pages=1&exclude=footnote")).not.toContain("A note");
  });

  it("may be included by their types alone", async () => {
    expect(await typesOf("&include=footnote,%20code")).toEqual(["code", "footnote"]);
    expect(await textOf("?format=text&pages=1&include=footnote")).toBe("1 A note\n");
  });

  it("at the pages' edges are shown in every format when they are named, and what nobody sees never is", async () => {
    const query = "pages=1&include=header,page_number,hidden";
    expect(await textOf(`?format=text&${query}`)).toBe("Running head\n\n7\n");
    expect(await textOf(`?format=markdown&${query}`)).toBe("Running head\n\n7\n");
    expect(await typesOf("&include=header,page_number,hidden")).toEqual(["header", "hidden", "page_number"]);
    expect((await pagesOf(`&${query}`))[0]?.text).toBe("Running head\n\n7");
  });

  it.each(BLOCK_TYPES)("of the type %s can be named", async (type) => {
    expect((await get(`?exclude=${type}`)).status).toBe(200);
  });

  it.each(["include", "exclude", "normalise"])("of types that there are not are 400: %s", async (name) => {
    const response = await get(`?${name}=paragraph,unheard`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "options_invalid", pointer: name });
  });
});

describe("Characters", () => {
  const linesOf = async (normalise: string) =>
    (await textOf(`?format=text&pages=1&normalise=${normalise}`)).split("\n\n");

  it.each([
    ["quotes", '"Quoted"  text\u00A0with ﬁne co\u00ADoperation'],
    ["whitespace", "“Quoted” text with ﬁne co\u00ADoperation"],
    ["hyphens", "“Quoted”  text\u00A0with ﬁne cooperation"],
    ["nfkc", "“Quoted”  text with fine co\u00ADoperation"],
    ["whitespace,quotes,hyphens,nfkc", '"Quoted" text with fine cooperation'],
  ])("are made plainer by %s", async (normalise, text) => {
    expect((await linesOf(normalise))[0]).toBe(text);
  });

  it("of tables are as well, and those of code are not", async () => {
    const [, code, , rows] = await linesOf("quotes,whitespace");
    expect(code).toBe("  x = “a”");
    expect(rows).toBe("Key\tValue\na b\t'c'\n");
    expect(await textOf("?format=csv&pages=1&normalise=quotes,whitespace")).toBe("Key,Value\r\na b,'c'\r\n");
  });

  it("are the same in a block's text and in its spans", async () => {
    for (const { blocks } of await pagesOf("&normalise=nfkc,quotes,whitespace,hyphens")) {
      for (const made of blocks.filter(({ type }) => type !== "table")) {
        expect(made.spans.map(({ text }) => text).join("")).toBe(made.text);
      }
    }
  });
});

describe("An archive", () => {
  const files = async (query = "") => unzipSync(new Uint8Array(await (await get(`?format=zip${query}`)).arrayBuffer()));

  it("holds every format, each table and the receipt", async () => {
    const archive = await files();
    expect(Object.keys(archive)).toEqual([
      "receipt.json",
      "result.txt",
      "result.md",
      "result.json",
      "result.html",
      "tables/p1-4.csv",
    ]);
    const text = (name: string) => strFromU8(archive[name] ?? new Uint8Array());
    const names: Readonly<Record<string, ResultFormat>> = {
      "result.md": "markdown",
      "result.txt": "text",
      "result.json": "json",
      "result.html": "html",
      "tables/p1-4.csv": "csv",
    };
    for (const [name, format] of Object.entries(names)) expect(text(name)).toBe(await textOf(`?format=${format}`));
    expect(JSON.parse(text("receipt.json"))).toMatchObject({ receipt: { pages_selected: 4 } });
  });

  it("is the same each time, byte for byte", async () => {
    const one = new Uint8Array(await (await get("?format=zip")).arrayBuffer());
    const other = new Uint8Array(await (await get("?format=zip")).arrayBuffer());
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
  });

  it("holds a table of any length whole", async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => [`${n}`, "x".repeat(50)]);
    const pages = { [Symbol.asyncIterator]: () => streamed([pageOf(1, [table(rows, 0), table([["a"]], 0)])]) };
    const response = new Response(ReadableStream.from(zipResult(frame, () => pages)));
    const archive = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const csv = strFromU8(archive["tables/p1-0.csv"] ?? new Uint8Array());
    expect(csv.split("\r\n")).toHaveLength(30_001);
    expect(csv.startsWith("0,x")).toBe(true);
    expect(strFromU8(archive["tables/p1-1.csv"] ?? new Uint8Array())).toBe("a\r\n");
  });

  it("holds what the view shows", async () => {
    const archive = await files("&exclude=table&pages=1");
    expect(Object.keys(archive).filter((name) => name.startsWith("tables/"))).toEqual([]);
    expect(strFromU8(archive["result.txt"] ?? new Uint8Array())).not.toContain("Only 4");
  });
});

describe("A download", () => {
  it.each([
    ["?download=1", 'attachment; filename="a.md"'],
    ["?format=json&download=1", 'attachment; filename="a.json"'],
    ["?format=zip", 'attachment; filename="a.zip"'],
    ["?format=html&download=0", 'attachment; filename="a.html"'],
    ["?format=text", null],
  ])("%s is saved under the document's name", async (query, disposition) => {
    expect((await get(query)).headers.get("content-disposition")).toBe(disposition);
  });
});

describe("A caller who has the result", () => {
  it.each([...RESULT_FORMATS, "zip"])("as %s is told so, and no part is read", async (format) => {
    const etag = (await get(`?format=${format}`)).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    read.length = 0;
    for (const known of [etag, `"x", W/${etag}`, "*"]) {
      const response = await get(`?format=${format}`, { "if-none-match": known });
      expect(response.status).toBe(304);
      expect(response.headers.get("etag")).toBe(etag);
      expect(await response.text()).toBe("");
    }
    expect(read).toEqual([]);
  });

  it("in another shape is sent this one", async () => {
    const queries = ["", "?format=text", "?pages=1", "?exclude=table", "?normalise=nfkc", "?include=table"];
    const tags = await Promise.all(queries.map(async (query) => (await get(query)).headers.get("etag")));
    expect(new Set(tags).size).toBe(queries.length);
    expect((await get("?pages=1", { "if-none-match": tags[0] ?? "" })).status).toBe(200);
  });

  it("may ask for the headers alone", async () => {
    const response = await get("?format=json", {}, "HEAD");
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe((await get("?format=json")).headers.get("etag"));
    expect(await response.text()).toBe("");
  });
});
