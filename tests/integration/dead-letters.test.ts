/** What the broker gave up on: listed beside its jobs, sent again, thrown away; by the administrator alone. */
import { Client } from "@upstash/qstash";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../dev/http/free-port.ts";
import { buildServices } from "../../lib/container.ts";
import { type DeadLetterPage, deadLetterPageSchema } from "../../lib/contracts/dead-letter.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { MAX_GIVE_UPS } from "../../lib/limits/job-timing.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

const ADMIN_API_KEY = `admin_${"a".repeat(32)}`;
const TIMEOUT_MS = 30_000;

/** An answer after which the broker does not try again; the secret and the text in it must not show anywhere. */
const deadly = () =>
  new Response(JSON.stringify({ code: "store_unavailable", detail: "canary-of-the-answer" }), {
    status: 489,
    headers: { "Upstash-NonRetryable-Error": "true", "x-canary": "canary-of-the-header" },
  });

let service: TestService;
let broken: ReadonlySet<string>;

beforeEach(async () => {
  broken = new Set();
  service = await startTestService({
    variables: { ADMIN_API_KEY, VERCEL_AUTOMATION_BYPASS_SECRET: "canary-of-the-bypass" },
    intercept: (path) => (broken.has(path) ? deadly() : undefined),
  });
});
afterEach(() => service.close());

function admin(method: string, path: string): Promise<Response> {
  return fetch(`${service.platform.url}${path}`, { method, headers: { authorization: `Bearer ${ADMIN_API_KEY}` } });
}

async function listed(query = ""): Promise<DeadLetterPage> {
  return deadLetterPageSchema.parse(await (await admin("GET", `/v1/dead-letters${query}`)).json());
}

/** A job whose messages to these stages die: each leaves a letter, until the job is given up with the last. */
async function jobWithDead(...stages: string[]): Promise<string> {
  broken = new Set(stages.map((stage) => `/api/stages/${stage}`));
  const { id } = await service.client.createJob("canary.pdf", pdfOfPages(2));
  await service.platform.idle();
  broken = new Set();
  return id;
}

/** The real client, as another project on the same account would use it. */
function brokerClient(): Client {
  const { QSTASH_URL: baseUrl, QSTASH_TOKEN: token } = service.env;
  return new Client({ baseUrl, token, devMode: false, enableTelemetry: false });
}

describe("Dead letters", () => {
  it("are none where all goes well", async () => {
    const { id } = await service.client.createJob("a.pdf", pdfOfPages(1));
    await service.client.waitForJob(id, TIMEOUT_MS);
    expect(await listed()).toEqual({ dead_letters: [], next_cursor: null });
  });

  it("are shown with the job that they belong to, and with nothing of what they held", async () => {
    const id = await jobWithDead("plan");
    const response = await admin("GET", "/v1/dead-letters");
    const text = await response.text();
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(text).not.toContain("canary");
    const { dead_letters } = deadLetterPageSchema.parse(JSON.parse(text));
    expect(dead_letters).toHaveLength(MAX_GIVE_UPS);
    const [letter] = dead_letters;
    expect(letter).toMatchObject({
      stage: "plan",
      job_id: id,
      epoch: 0,
      response_status: 489,
      error: "store_unavailable",
      job: { status: "failed", error_code: "stage_failed" },
    });
    expect(Date.parse(letter?.failed_at ?? "")).toBeGreaterThanOrEqual(Date.parse(letter?.published_at ?? ""));
  });

  it("whose report died too leave a job waiting; sent again they finish it", async () => {
    const id = await jobWithDead("plan", "failed");
    const { dead_letters } = await listed();
    expect(dead_letters).toMatchObject([
      { stage: "plan", job_id: id, job: { status: "queued", error_code: null } },
      { stage: "failed", job_id: id, epoch: 0, job: { status: "queued" } },
    ]);
    const [plan, report] = dead_letters.map((letter) => letter.id);
    const retried = await admin("POST", `/v1/dead-letters/${plan}/retry`);
    expect(retried.status).toBe(202);
    expect(await bodyOf(retried)).toMatchObject({ id: plan, job_id: id });
    expect((await service.client.waitForJob(id, TIMEOUT_MS)).status).toBe("succeeded");
    expect((await listed()).dead_letters).toMatchObject([{ id: report, job: { status: "succeeded" } }]);
    expect((await admin("POST", `/v1/dead-letters/${plan}/retry`)).status).toBe(404);
  });

  it("cannot be sent again for a job that has ended or is gone: 409, and the letter stays", async () => {
    const id = await jobWithDead("plan");
    const [letter] = (await listed()).dead_letters;
    for (const gone of [false, true]) {
      if (gone) await service.redis.del(`docat:${id}:job`);
      const response = await admin("POST", `/v1/dead-letters/${letter?.id}/retry`);
      expect(response.status).toBe(409);
      expect(await bodyOf(response)).toMatchObject({ code: "retry_useless", retryable: false });
      expect((await listed()).dead_letters).toHaveLength(MAX_GIVE_UPS);
    }
    expect((await listed()).dead_letters[0]).toMatchObject({ job_id: id, job: null });
  });

  it("are thrown away once, and their job is not touched", async () => {
    const id = await jobWithDead("plan", "failed");
    const [plan, report] = (await listed()).dead_letters.map((letter) => letter.id);
    expect((await admin("DELETE", `/v1/dead-letters/${plan}`)).status).toBe(204);
    expect((await listed()).dead_letters.map((letter) => letter.id)).toEqual([report]);
    const again = await admin("DELETE", `/v1/dead-letters/${plan}`);
    expect(again.status).toBe(404);
    expect((await bodyOf(again)).code).toBe("dead_letter_unknown");
    expect((await service.client.getJob(id)).status).toBe("queued");
  });

  it("come in pages that neither repeat nor skip", async () => {
    await jobWithDead("plan");
    const whole = (await listed()).dead_letters.map((letter) => letter.id);
    expect(whole).toHaveLength(MAX_GIVE_UPS);
    expect(MAX_GIVE_UPS).toBe(3);
    const first = await listed("?limit=2");
    const second = await listed(`?limit=2&cursor=${first.next_cursor}`);
    expect([...first.dead_letters, ...second.dead_letters].map((letter) => letter.id)).toEqual(whole);
    expect(second.next_cursor).toBeNull();
  });

  it("of other projects and deployments are neither shown nor touched", async () => {
    const dead = `http://127.0.0.1:${await freePort()}`;
    const others = [
      `${dead}/api/stages/plan`,
      `${service.env.baseUrl}/api/v1`,
      `${service.env.baseUrl}/api/stages/plan/more`,
    ];
    for (const url of others) await brokerClient().publishJSON({ url, body: {}, retries: 0 });
    await service.platform.idle();
    const { messages } = await brokerClient().dlq.listMessages();
    expect(messages).toHaveLength(others.length);
    expect((await listed()).dead_letters).toEqual([]);
    for (const { dlqId } of messages) {
      expect((await admin("POST", `/v1/dead-letters/${dlqId}/retry`)).status).toBe(404);
      expect((await admin("DELETE", `/v1/dead-letters/${dlqId}`)).status).toBe(404);
    }
    expect((await brokerClient().dlq.listMessages()).messages).toHaveLength(others.length);
  });

  it("that cannot be understood, or belong to no job, are shown without one and can only be thrown away", async () => {
    const publish = (stage: string, body: unknown) =>
      brokerClient().publishJSON({ url: `${service.env.baseUrl}/api/stages/${stage}`, body, retries: 0 });
    // Dead letters stand in the order in which they were given up.
    await publish("plan", { v: 1, kind: "canary" });
    await service.platform.idle();
    await publish("failed", { sourceBody: "canary" });
    await service.platform.idle();
    const { dead_letters } = await listed();
    expect(dead_letters).toMatchObject([
      { stage: "plan", job_id: null, epoch: null, error: "message_malformed", response_status: 489, job: null },
      { stage: "failed", job_id: null, epoch: null, error: "message_malformed", job: null },
    ]);
    expect((await admin("POST", `/v1/dead-letters/${dead_letters[0]?.id}/retry`)).status).toBe(409);
    expect((await admin("DELETE", `/v1/dead-letters/${dead_letters[0]?.id}`)).status).toBe(204);
  });
});

describe("The routes of dead letters", () => {
  const routes = [
    ["GET", "/v1/dead-letters"],
    ["POST", "/v1/dead-letters/1-0/retry"],
    ["DELETE", "/v1/dead-letters/1-0"],
  ] as const;

  it.each(routes)("%s %s is for the administrator alone", async (method, path) => {
    const url = `${service.platform.url}${path}`;
    const other = await fetch(url, { method, headers: withKey(service) });
    expect(other.status).toBe(403);
    expect(await bodyOf(other)).toMatchObject({ code: "scope_missing" });
    expect((await fetch(url, { method })).status).toBe(401);
  });

  it.each([
    ["PUT", "/v1/dead-letters", 405, "method_not_allowed"],
    ["GET", "/v1/dead-letters/1-0", 405, "method_not_allowed"],
    ["GET", "/v1/dead-letters/1-0/retry", 405, "method_not_allowed"],
    ["DELETE", "/v1/dead-letters/no-such-letter", 404, "dead_letter_unknown"],
    ["DELETE", "/v1/dead-letters/..%2F..%2Fmessages", 404, "dead_letter_unknown"],
    ["POST", "/v1/dead-letters/1-0,1-1/retry", 404, "dead_letter_unknown"],
    ["GET", "/v1/dead-letters?limit=0", 400, "options_invalid"],
    ["GET", "/v1/dead-letters?limit=51", 400, "options_invalid"],
    ["GET", "/v1/dead-letters?cursor=nonsense", 400, "options_invalid"],
  ])("%s %s: %i %s", async (method, path, status, code) => {
    const response = await admin(method, path);
    expect(response.status).toBe(status);
    expect(await bodyOf(response)).toMatchObject({ code });
  });

  it("answer 503 while the broker is away, without a word of it", async () => {
    const env = { ...service.env, QSTASH_URL: `http://127.0.0.1:${await freePort()}` };
    const app = createV1(buildServices(env));
    for (const [method, path] of routes) {
      const headers = { authorization: `Bearer ${ADMIN_API_KEY}` };
      const response = await app.fetch(new Request(`http://host${path}`, { method, headers }));
      const text = await response.text();
      expect(response.status).toBe(503);
      expect(JSON.parse(text)).toMatchObject({ code: "queue_unavailable" });
      expect(text).not.toContain("127.0.0.1");
    }
  });
});
