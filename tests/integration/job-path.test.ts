/** A PDF's whole way: over HTTP, through the queue and the store, and out again. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateKey } from "../../lib/auth/key-text.ts";
import { jobSchema } from "../../lib/contracts/job.ts";
import { resultSchema } from "../../lib/contracts/result.ts";
import { ENGINES } from "../support/engines.ts";
import { pdfOfLines, pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

const TIMEOUT_MS = 30_000;

describe.each(ENGINES)("A job on the $name", ({ preferServer }) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService({ preferServer, variables: { RANGE_PAGES: "3" } });
  });
  afterAll(() => service.close());

  async function convert(pdf: Uint8Array<ArrayBuffer>, options?: object) {
    const { id } = await service.client.createJob("tides.pdf", pdf, options);
    return service.client.waitForJob(id, TIMEOUT_MS);
  }

  it("is accepted with 202, its address and its id, and is queued", async () => {
    const form = new FormData();
    form.set("file", new File([pdfOfPages(1)], "one.pdf", { type: "application/pdf" }));
    const url = `${service.platform.url}/v1/jobs`;
    const response = await fetch(url, { method: "POST", headers: withKey(service), body: form });
    const job = jobSchema.parse(await response.json());
    expect(response.status).toBe(202);
    expect(response.headers.get("location")).toBe(`/v1/jobs/${job.id}`);
    expect(job).toMatchObject({ status: "queued", document: { name: "one.pdf" }, error: null });
    expect((await service.client.waitForJob(job.id, TIMEOUT_MS)).status).toBe("succeeded");
  });

  it("yields the document's words as text, Markdown and JSON", async () => {
    const pdf = pdfOfLines([["The sea rises twice a day."], ["Neaps follow springs."]], "Tides");
    const job = await convert(pdf);
    expect(job).toMatchObject({ status: "succeeded", progress: { pages_done: 2, pages_total: 2 } });
    expect(await service.client.getResult(job.id, "text")).toMatch(/rises twice a day\.\s+Neaps follow springs\./);
    expect(await service.client.getResult(job.id, "markdown")).toContain("The sea rises twice a day.");
    const result = resultSchema.parse(JSON.parse(await service.client.getResult(job.id, "json")));
    expect(result.document).toMatchObject({
      name: "tides.pdf",
      title: "Tides",
      pages_total: 2,
      size_bytes: pdf.length,
    });
    expect(result.receipt).toMatchObject({ pages_total: 2, pages_extracted: 2, pages_empty: [], pages_failed: [] });
    expect(result.pages.map((page) => page.text.trim())).toEqual([
      "The sea rises twice a day.",
      "Neaps follow springs.",
    ]);
    expect(result.warnings).toEqual([]);
  });

  it("takes the bare PDF with its options in the query, and the key as X-API-Key", async () => {
    const response = await fetch(`${service.platform.url}/v1/jobs?pages=2-3,5`, {
      method: "POST",
      headers: { "x-api-key": service.platform.apiKey, "content-type": "application/pdf" },
      body: pdfOfPages(6),
    });
    const { id, options } = jobSchema.parse(await response.json());
    expect(options).toEqual({ pages: "2-3,5" });
    await service.client.waitForJob(id, TIMEOUT_MS);
    const { pages } = JSON.parse(await service.client.getResult(id, "json"));
    expect(pages.map((page: { number: number }) => page.number)).toEqual([2, 3, 5]);
    expect(pages[2].text).toContain("Page 5 of 6.");
  });

  it("reads many ranges and puts their pages together in order", async () => {
    const job = await convert(pdfOfPages(11));
    const text = await service.client.getResult(job.id, "text");
    const numbers = [...text.matchAll(/Page (\d+) of 11\./g)].map((match) => Number(match[1]));
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(job.progress).toEqual({ stage: "ended", pages_done: 11, pages_total: 11, seconds_left: null });
  });

  it("never shows progress that goes back, nor an end before all pages are done", async () => {
    const seen: { status: string; done: number; total: number | null }[] = [];
    const { id } = await service.client.createJob("long.pdf", pdfOfPages(30));
    await service.client.waitForJob(id, TIMEOUT_MS, ({ status, progress }) =>
      seen.push({ status, done: progress.pages_done, total: progress.pages_total }),
    );
    const done = seen.map((view) => view.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ status: "succeeded", done: 30, total: 30 });
  });

  it("owes the broker nothing when it has ended, and leaves no key without a time to live", async () => {
    const job = await convert(pdfOfPages(7));
    await service.platform.idle();
    const keys = await service.redis.keys(`docat:${job.id}:*`);
    expect(keys.map((key) => key.split(":").at(-1)).sort()).toEqual([
      "document",
      "done",
      "job",
      "manifest",
      "parts",
      "summaries",
    ]);
    for (const key of await service.redis.keys("*")) {
      expect(await service.redis.ttl(key), key).toBeGreaterThan(0);
    }
  });

  it("is invisible to another key's tenant", async () => {
    const { issueKey } = await import("../../lib/auth/api-key.ts");
    const { createRedisApiKeyStore } = await import("../../lib/upstash/redis-api-key-store.ts");
    const { timesToLive } = await import("../../lib/upstash/keys.ts");
    const other = generateKey("test");
    await issueKey(createRedisApiKeyStore(service.redis, timesToLive(service.services.retention)), other, "other");
    const job = await convert(pdfOfPages(1));
    for (const path of [`/v1/jobs/${job.id}`, `/v1/jobs/${job.id}/result`]) {
      const response = await fetch(`${service.platform.url}${path}`, { headers: { authorization: `Bearer ${other}` } });
      expect(response.status).toBe(404);
      expect((await bodyOf(response)).code).toBe("job_unknown");
    }
  });
});

describe("The same document", () => {
  it("gives the same bytes whether its pages are read in ranges of 1, of 4 or at once", async () => {
    const results: string[] = [];
    const pdf = pdfOfPages(9);
    for (const RANGE_PAGES of ["1", "4", "1000"]) {
      const service = await startTestService({ variables: { RANGE_PAGES } });
      const { id } = await service.client.createJob("same.pdf", pdf);
      await service.client.waitForJob(id, TIMEOUT_MS);
      results.push(await service.client.getResult(id, "json"));
      await service.close();
    }
    expect(results[0]).toContain("Page 9 of 9.");
    expect(new Set(results).size).toBe(1);
  });
});
