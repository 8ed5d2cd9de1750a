/** How a job is followed over HTTP: whether there is news, what happens to it, and its pages as soon as they have been read. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobOptions } from "../../../lib/contracts/job-options.ts";
import { resultSchema } from "../../../lib/contracts/result.ts";
import { pageSchema } from "../../../lib/http/following-routes.ts";
import { createV1 } from "../../../lib/http/v1.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { cancelJob, deleteJob } from "../../../lib/pipeline/end-job.ts";
import { EventReader } from "../../support/event-reader.ts";
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

const RANGE = 5;
let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

interface Followed {
  readonly id: string;
  readonly deps: TestPipeline;
  get(path?: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  bringHome(...firsts: readonly number[]): Promise<void>;
  assemble(): Promise<void>;
}

/** A job whose document has been planned, in ranges of five pages, and a router over it. */
async function plannedJob(pages: number, options: JobOptions = {}): Promise<Followed> {
  const deps = createTestPipeline(store, { pages, rangePages: RANGE });
  const id = newJobId();
  await acceptDocument(deps, id, options);
  await deliver(deps, planOf(id));
  const router = createV1(servicesOver(store, deps));
  return {
    id,
    deps,
    get: async (path = "", headers = {}) => await router.request(`/v1/jobs/${id}${path}`, { headers }),
    async bringHome(...firsts) {
      for (const first of firsts) await deliver(deps, extractOf(id, first, RANGE));
    },
    async assemble() {
      await deliver(deps, assembleOf(id));
    },
  };
}

const outcomeOf = async (response: Response) => [response.status, (await bodyOf(response)).code];

describe("A page", () => {
  it("of a document of 1,000 can be read long before the job is half done, and is provisional", async () => {
    const job = await plannedJob(1_000);
    expect(await outcomeOf(await job.get("/pages/1"))).toEqual([409, "result_not_ready"]);
    await job.bringHome(0);
    const response = await job.get("/pages/1");
    expect(response.status).toBe(200);
    expect(response.headers.get("docat-provisional")).toBe("?1");
    expect(pageSchema.parse(await response.json())).toMatchObject({ number: 1, text: "Page 1", provisional: true });
    expect((await bodyOf(await job.get())).progress).toMatchObject({ pages_done: RANGE, pages_total: 1_000 });
    const early = await job.get(`/pages/${RANGE + 1}`);
    expect(early.headers.get("retry-after")).toBe("1");
    expect(await outcomeOf(early)).toEqual([409, "result_not_ready"]);
  });

  it("of a job that has succeeded is that of the result", async () => {
    const job = await plannedJob(10);
    await job.bringHome(5, 0);
    await job.assemble();
    const result = resultSchema.parse(await (await job.get("/result?format=json")).json());
    const response = await job.get("/pages/7");
    expect(response.headers.get("docat-provisional")).toBe("?0");
    expect(await response.json()).toEqual({ ...result.pages[6], provisional: false, warnings: [] });
    expect(await (await job.get("/pages/7?format=text")).text()).toBe("Page 7\n");
    expect(await (await job.get("/pages/7", { accept: "text/markdown" })).text()).toContain("Page 7");
    expect((await job.get("/pages/7", { accept: "text/html" })).status).toBe(406);
  });

  it.each(["0", "3", "11", "x", "1.5", "-1", "9999999", "1%2F2"])(
    "numbered %s that is none of those that are read is unknown",
    async (number) => {
      const job = await plannedJob(10, { pages: "1-2,4-" });
      await job.bringHome(0);
      expect(await outcomeOf(await job.get(`/pages/${number}`))).toEqual([404, "page_unknown"]);
    },
  );

  it("is known by its tag, until the document is settled", async () => {
    const job = await plannedJob(10);
    const tags: string[] = [];
    for (const step of [async () => {}, job.assemble]) {
      if (tags.length === 0) await job.bringHome(0, 5);
      await step();
      const etag = (await job.get("/pages/2")).headers.get("etag") ?? "";
      expect((await job.get("/pages/2", { "if-none-match": etag })).status).toBe(304);
      tags.push(etag);
    }
    expect(new Set(tags).size).toBe(2);
  });

  it("of a document that the policy may reject is not given before that is judged", async () => {
    const job = await plannedJob(10, { security: { prompt_injection: "reject" } });
    await job.bringHome(0, 5);
    expect(await outcomeOf(await job.get("/pages/1"))).toEqual([409, "result_not_ready"]);
    await job.assemble();
    expect((await job.get("/pages/1")).status).toBe(200);
  });

  it("of a job that was cancelled is not given", async () => {
    const job = await plannedJob(10);
    await job.bringHome(0);
    await cancelJob(job.deps, job.id, "t");
    expect(await outcomeOf(await job.get("/pages/1"))).toEqual([409, "job_cancelled"]);
  });
});

describe("Asking for a job", () => {
  it("again is answered 304 until it has come on", async () => {
    const job = await plannedJob(10);
    const etag = (await job.get()).headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"/);
    expect((await job.get("", { "if-none-match": etag })).status).toBe(304);
    await job.bringHome(0);
    expect((await job.get("", { "if-none-match": etag })).status).toBe(200);
  });

  it("and waiting is answered when it has come on", async () => {
    const job = await plannedJob(10);
    const etag = (await job.get()).headers.get("etag") ?? "";
    const answer = job.get("?wait=20", { "if-none-match": etag });
    await job.bringHome(0);
    expect((await bodyOf(await answer)).progress).toMatchObject({ pages_done: 5 });
  });

  it("and waiting without a tag is answered when it has ended", async () => {
    const job = await plannedJob(10);
    const answer = job.get("?wait=20");
    await job.bringHome(0, 5);
    await job.assemble();
    expect((await bodyOf(await answer)).status).toBe("succeeded");
    expect((await bodyOf(await job.get("?wait=20"))).status).toBe("succeeded");
  });

  it("and waiting in vain is answered with what it is, or 304", async () => {
    const job = await plannedJob(10);
    const response = await job.get("?wait=1");
    expect((await bodyOf(response)).status).toBe("running");
    const known = await job.get("?wait=1", { "if-none-match": response.headers.get("etag") ?? "" });
    expect(known.status).toBe(304);
  });

  it.each(["soon", "-1", "1.5", "", "9999999"])("and waiting %j is 400", async (wait) => {
    const job = await plannedJob(5);
    const response = await job.get(`?wait=${wait}`);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ code: "options_invalid", pointer: "wait" });
  });
});

describe("A stream of events", () => {
  it("tells what happens until the end, and there is none after that", async () => {
    const job = await plannedJob(10);
    await job.bringHome(5);
    const response = await job.get("/events");
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const text = response.text();
    await job.bringHome(0);
    await job.assemble();
    const reader = new EventReader();
    reader.read(await text);
    const told = reader.events.map(({ event, data }) => [event, (data as { pages?: string }).pages]);
    expect(told).toEqual([
      ["queued", undefined],
      ["planned", undefined],
      ["pages", "6-10"],
      ["pages", "1-5"],
      ["assembling", undefined],
      ["end", undefined],
    ]);
    const after = await job.get("/events", { "last-event-id": reader.lastId ?? "" });
    expect(after.status).toBe(204);
    reader.connect();
    reader.read(await (await job.get("/events", { "last-event-id": reader.events[3]?.id ?? "" })).text());
    expect(reader.events.slice(6).map(({ event }) => event)).toEqual(["assembling", "end"]);
  });

  it("tells that its job was deleted", async () => {
    const job = await plannedJob(10);
    const text = (await job.get("/events")).text();
    await deleteJob(job.deps, job.id, "t");
    const reader = new EventReader();
    reader.read(await text);
    expect(reader.events.at(-1)).toMatchObject({ event: "problem", id: null, data: { code: "job_unknown" } });
  });

  it.each(["/events", "/pages/1", "", "?wait=20"])("of a job that is not there is 404: %j", async (path) => {
    const job = await plannedJob(5);
    await deleteJob(job.deps, job.id, "t");
    expect(await outcomeOf(await job.get(path))).toEqual([404, "job_unknown"]);
  });
});
