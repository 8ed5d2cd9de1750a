/** Cancelling and deleting over HTTP: what the owner is told, what others are told, and what is left. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueKey } from "../../lib/auth/api-key.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import { deletionSchema } from "../../lib/contracts/deletion.ts";
import { jobSchema } from "../../lib/contracts/job.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { ENGINES } from "../support/engines.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService } from "../support/test-service.ts";

const TIMEOUT_MS = 30_000;
const STRANGER = generateKey("test");

describe.each(ENGINES)("On the $name", ({ preferServer }) => {
  let service: TestService;
  let held = false;
  beforeAll(async () => {
    service = await startTestService({
      preferServer,
      variables: { RANGE_PAGES: "2" },
      // A stage that is held answers like one whose store is away, so that its message waits with the broker.
      intercept: (path) => (held && path === "/api/stages/plan" ? new Response(null, { status: 503 }) : undefined),
    });
    const keys = createRedisApiKeyStore(service.redis, timesToLive(service.services.retention));
    await issueKey(keys, STRANGER, "other");
  });
  afterAll(() => service.close());

  function call(method: string, path: string, key = service.platform.apiKey): Promise<Response> {
    return fetch(`${service.platform.url}/v1/jobs/${path}`, { method, headers: { authorization: `Bearer ${key}` } });
  }

  /** A job whose first message waits with the broker. */
  async function waitingJob(): Promise<string> {
    held = true;
    const { id } = await service.client.createJob("a.pdf", pdfOfPages(5));
    return id;
  }

  async function finishedJob(): Promise<string> {
    held = false;
    const { id } = await service.client.createJob("a.pdf", pdfOfPages(5));
    expect((await service.client.waitForJob(id, TIMEOUT_MS)).status).toBe("succeeded");
    return id;
  }

  async function expectProblem(response: Response, status: number, code: string): Promise<void> {
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await bodyOf(response)).toMatchObject({ status, code });
  }

  const keysOf = async (id: string) => {
    const keys = await service.redis.keys(`docat:${id}:*`);
    return keys.map((key) => key.split(":").at(-1)).sort();
  };

  it("a job that waits is cancelled: 200, once more 200, and it never runs", async () => {
    const id = await waitingJob();
    const first = await call("POST", `${id}/cancel`);
    expect(first.status).toBe(200);
    expect(first.headers.get("cache-control")).toBe("private, no-store");
    const job = jobSchema.parse(await first.json());
    expect(job).toMatchObject({ id, status: "cancelled", error: null, links: { result: null } });
    expect(job.finished_at).not.toBeNull();
    const again = await call("POST", `${id}/cancel`);
    expect([again.status, await again.json()]).toEqual([200, job]);
    held = false;
    await service.platform.idle();
    expect(await service.client.getJob(id)).toEqual(job);
    await expectProblem(await call("GET", `${id}/result`), 409, "job_cancelled");
    expect(await keysOf(id)).toEqual(["job"]);
  });

  it("a job that has succeeded cannot be cancelled: 409, and its result stays", async () => {
    const id = await finishedJob();
    const before = await service.client.getResult(id, "json");
    await expectProblem(await call("POST", `${id}/cancel`), 409, "job_ended");
    expect(await service.client.getResult(id, "json")).toBe(before);
  });

  it("a job is deleted with its result: a receipt, and 404 everywhere afterwards", async () => {
    const id = await finishedJob();
    const response = await call("DELETE", id);
    expect(response.status).toBe(200);
    const receipt = deletionSchema.strict().parse(await response.json());
    expect(receipt).toMatchObject({ id, deleted: true });
    for (const [method, path] of [
      ["GET", id],
      ["GET", `${id}/result`],
      ["POST", `${id}/cancel`],
    ] as const) {
      await expectProblem(await call(method, path), 404, "job_unknown");
    }
    expect(await keysOf(id)).toEqual(["deleted"]);
  });

  it("whoever did not hear that a job is deleted asks again, and has the same receipt; a stranger has none", async () => {
    const id = await finishedJob();
    const receipt = await (await call("DELETE", id)).json();
    const again = await call("DELETE", id);
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual(receipt);
    await expectProblem(await call("DELETE", id, STRANGER), 404, "job_unknown");
  });

  it("a job at work is deleted, and nothing of it comes back with its messages", async () => {
    const id = await waitingJob();
    expect((await call("DELETE", id)).status).toBe(200);
    held = false;
    await service.platform.idle();
    expect(await keysOf(id)).toEqual(["deleted"]);
    await expectProblem(await call("GET", id), 404, "job_unknown");
  });

  it.each([
    ["POST", "/cancel"],
    ["DELETE", ""],
  ] as const)("%s on another tenant's job, or on none: 404, and it stays as it is", async (method, tail) => {
    const id = await finishedJob();
    const before = await service.client.getJob(id);
    await expectProblem(await call(method, `${id}${tail}`, STRANGER), 404, "job_unknown");
    await expectProblem(await call(method, `job_${"f".repeat(32)}${tail}`), 404, "job_unknown");
    await expectProblem(await call(method, `job_1${tail}`), 404, "job_unknown");
    await expectProblem(await call(method, `${id}${tail}`, generateKey("test")), 401, "key_invalid");
    expect(await service.client.getJob(id)).toEqual(before);
  });

  it.each([
    ["GET", "/cancel", "POST"],
    ["PUT", "", "GET, HEAD, DELETE"],
  ])("%s on an address that does not take it: 405, with the methods that it takes", async (method, tail, allow) => {
    const response = await call(method, `job_${"f".repeat(32)}${tail}`);
    expect(response.headers.get("allow")).toBe(allow);
    await expectProblem(response, 405, "method_not_allowed");
  });
});
