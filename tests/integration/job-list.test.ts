/** The list of an account's jobs, and what is told of those that are kept no longer. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Job } from "../../lib/contracts/job.ts";
import { jobPageSchema } from "../../lib/http/following-routes.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

let service: TestService;
const made: Job[] = [];
beforeAll(async () => {
  service = await startTestService();
  for (const pages of [1, 2, 3]) made.unshift(await service.client.createJob(`${pages}.pdf`, pdfOfPages(pages)));
  made.unshift(
    await service.client.createJob("broken.pdf", new Uint8Array(Buffer.from(`%PDF-1.7\n${"x".repeat(200)}`))),
  );
  for (const { id } of made) await service.client.waitForJob(id, 30_000);
});
afterAll(() => service.close());

const get = (path: string) => fetch(`${service.platform.url}/v1${path}`, { headers: withKey(service) });
const list = async (query = "") => jobPageSchema.parse(await (await get(`/jobs${query}`)).json());
const namesOf = ({ jobs }: { readonly jobs: readonly Job[] }) => jobs.map(({ document }) => document.name);

describe("The list of jobs", () => {
  it("has all of them as each is told by itself, the newest first", async () => {
    const page = await list();
    expect(namesOf(page)).toEqual(["broken.pdf", "3.pdf", "2.pdf", "1.pdf"]);
    expect(page.next_cursor).toBeNull();
    for (const job of page.jobs) expect(job).toEqual(await service.client.getJob(job.id));
  });

  it("comes page by page, each job once", async () => {
    const first = await list("?limit=3");
    expect(namesOf(first)).toEqual(["broken.pdf", "3.pdf", "2.pdf"]);
    const second = await list(`?limit=3&cursor=${first.next_cursor}`);
    expect(namesOf(second)).toEqual(["1.pdf"]);
    expect(second.next_cursor).toBeNull();
  });

  it("may be of those with a status, or of a time", async () => {
    expect(namesOf(await list("?status=failed"))).toEqual(["broken.pdf"]);
    expect(namesOf(await list("?status=succeeded&limit=1"))).toEqual(["3.pdf"]);
    expect(namesOf(await list("?status=queued"))).toEqual([]);
    const [, newest, middle] = made;
    const range = `?since=${middle?.created_at}&until=${newest?.created_at}`;
    expect(namesOf(await list(range))).toEqual(["3.pdf", "2.pdf"]);
    expect(namesOf(await list("?until=2020-01-01T00:00:00Z"))).toEqual([]);
  });

  it.each(["limit=0", "limit=51", "cursor=x", "status=done", "since=yesterday"])("of %s is 400", async (query) => {
    const response = await get(`/jobs?${query}`);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ code: "options_invalid" });
  });
});

describe("A job that is kept no longer", () => {
  /** As if its time were over. */
  async function expire(id: string): Promise<void> {
    const keys = await service.redis.keys(`docat:${id}:*`);
    await service.redis.del(...keys);
  }

  it("had a result that has expired, and one that never was, or was deleted, is unknown", async () => {
    const [broken, expired, deleted] = made;
    if (broken === undefined || expired === undefined || deleted === undefined) throw new Error("They were not made.");
    await expire(expired.id);
    await expire(broken.id);
    await fetch(`${service.platform.url}/v1/jobs/${deleted.id}`, { method: "DELETE", headers: withKey(service) });
    for (const path of ["/result", "/pages/1"]) {
      const response = await get(`/jobs/${expired.id}${path}`);
      expect([response.status, (await bodyOf(response)).code]).toEqual([410, "result_expired"]);
      for (const id of [`job_${"0".repeat(32)}`, deleted.id, broken.id, "x"]) {
        const other = await get(`/jobs/${id}${path}`);
        expect([other.status, (await bodyOf(other)).code]).toEqual([404, "job_unknown"]);
      }
    }
    expect(namesOf(await list())).toEqual(["1.pdf"]);
  });
});
