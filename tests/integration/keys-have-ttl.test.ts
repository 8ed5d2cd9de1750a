/** Nothing stays in the store for ever: after each of these scenarios every key has a time to live. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../dev/http/free-port.ts";
import { type ObjectServer, startObjectServer } from "../../dev/s3/start-object-server.ts";
import { issueKey } from "../../lib/auth/api-key.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import { buildServices } from "../../lib/container.ts";
import { jobSchema } from "../../lib/contracts/job.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { KEPT_KINDS, timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { ENGINES } from "../support/engines.ts";
import { encryptedPdf, pdfOfPages } from "../support/pdf-builder.ts";
import { keysWithoutTtl, kindsOf, storedKeys } from "../support/stored-keys.ts";
import { startTestService, type TestService, type TestServiceOptions, withKey } from "../support/test-service.ts";
import { uploadClient } from "../support/upload-client.ts";
import { uploaded } from "../support/uploads.ts";

let server: ObjectServer;
beforeAll(async () => {
  server = await startObjectServer();
});
afterAll(() => server.close());

interface Scenario extends Pick<TestServiceOptions, "variables" | "intercept"> {
  readonly name: string;
  run(service: TestService): Promise<unknown>;
  /** With an object store. */
  readonly withObjects?: boolean;
  /** Kinds of keys that must be there afterwards, or the scenario did not do what it says. `key` and `rate` always are. */
  readonly leaves: readonly string[];
  /** Kinds that have no end, because what they tell of has none. */
  readonly stays?: readonly string[];
}

/** Stands in for these stages with an answer that the broker does not try again; the job waits for ever. */
const dead =
  (...stages: string[]) =>
  (path: string): Response | undefined =>
    stages.some((stage) => path === `/api/stages/${stage}`)
      ? new Response(null, { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } })
      : undefined;

async function convert(service: TestService, pdf: Uint8Array<ArrayBuffer>, options?: object): Promise<string> {
  const { id } = await service.client.createJob("a.pdf", pdf, options);
  await service.client.waitForJob(id, 30_000);
  await service.platform.idle();
  return id;
}

async function accept(service: TestService): Promise<void> {
  await service.client.createJob("a.pdf", pdfOfPages(5));
  await service.platform.idle();
}

const SUCCEEDED = ["job:document", "job:done", "job:job", "job:manifest", "job:parts", "job:summaries"];

/** A row for every way in which keys come to be, also half of them. Add one with each feature that stores something. */
const SCENARIOS: readonly Scenario[] = [
  { name: "a job that succeeded", run: (service) => convert(service, pdfOfPages(2)), leaves: SUCCEEDED },
  {
    name: "a job of several ranges",
    variables: { RANGE_PAGES: "2" },
    run: (service) => convert(service, pdfOfPages(7)),
    leaves: SUCCEEDED,
  },
  {
    name: "a result that was read",
    run: async (service) => service.client.getResult(await convert(service, pdfOfPages(2)), "json"),
    leaves: SUCCEEDED,
  },
  {
    name: "a result that a later request took over, each with a key of its own",
    variables: { RETENTION_RESULT_CACHE_SECONDS: "7200" },
    async run(service) {
      const sent = (key: string) => ({ pdf: pdfOfPages(2), headers: { "idempotency-key": key } });
      const { id } = await uploaded(service, sent("first"));
      await service.client.waitForJob(id, 30_000);
      expect((await uploaded(service, sent("second"))).cached).toBe(true);
    },
    leaves: [...SUCCEEDED, "job:holders", "known", "idempotency"],
  },
  {
    name: "a job that follows one that waits for ever",
    intercept: dead("plan", "failed"),
    run: async (service) => {
      await accept(service);
      await accept(service);
    },
    leaves: ["job:document", "job:job", "job:followers", "known"],
  },
  {
    name: "a document that cannot be opened",
    run: (service) => convert(service, encryptedPdf(["Secret."], "sesame")),
    leaves: ["job:document", "job:job"],
  },
  {
    name: "pages that do not exist",
    run: (service) => convert(service, pdfOfPages(2), { pages: "7" }),
    leaves: ["job:document", "job:job"],
  },
  {
    name: "a job that waits for its plan for ever",
    intercept: dead("plan", "failed"),
    run: accept,
    leaves: ["job:document", "job:job"],
  },
  {
    name: "a job whose ranges never come home",
    variables: { RANGE_PAGES: "2" },
    intercept: dead("extract", "failed"),
    run: accept,
    leaves: ["job:document", "job:job"],
  },
  {
    name: "a job that is never put together",
    variables: { RANGE_PAGES: "2" },
    intercept: dead("assemble", "failed"),
    run: accept,
    leaves: ["job:document", "job:done", "job:job", "job:parts", "job:summaries"],
  },
  {
    name: "a job that failed because its message died",
    variables: { RANGE_PAGES: "2" },
    intercept: dead("extract"),
    run: accept,
    leaves: ["job:document", "job:job"],
  },
  {
    name: "a broker that is away while a job is being made",
    async run(service) {
      const env = { ...service.env, QSTASH_URL: `http://127.0.0.1:${await freePort()}` };
      const headers = withKey(service, { "content-type": "application/pdf" });
      const request = new Request("http://host/v1/jobs", { method: "POST", headers, body: pdfOfPages(1) });
      expect((await createV1(buildServices(env)).fetch(request)).status).toBe(503);
    },
    leaves: ["job:job"],
  },
  {
    name: "an upload that was refused",
    run: (service) => service.client.createJob("a.pdf", new TextEncoder().encode("no PDF")).catch(() => null),
    leaves: [],
  },
  {
    name: "a caller who asks too often",
    variables: { REQUESTS_PER_MINUTE: "1" },
    async run(service) {
      const ask = () => fetch(`${service.platform.url}/v1/jobs/job_none`, { headers: withKey(service) });
      await ask();
      expect((await ask()).status).toBe(429);
    },
    leaves: [],
  },
  {
    name: "a job of an upload that went straight to the object store, and an upload on its way there",
    withObjects: true,
    async run(service) {
      const client = uploadClient(service);
      const pdf = pdfOfPages(2);
      const { id, part_urls = [] } = await client.begun({ size_bytes: pdf.length });
      await fetch(String(part_urls[0]?.url), { method: "PUT", body: pdf });
      expect((await client.complete(id)).status).toBe(200);
      const job = jobSchema.parse(await (await client.makeJob({ upload_id: id })).json());
      await service.client.waitForJob(job.id, 30_000);
      await client.begun({ size_bytes: 20_000_000 });
      await service.platform.idle();
    },
    leaves: [...SUCCEEDED, "upload:upload", "objects", "object"],
  },
  {
    name: "a key that was issued and used",
    async run(service) {
      const store = createRedisApiKeyStore(service.redis, timesToLive(service.services.retention));
      const other = generateKey("test");
      await issueKey(store, other, "other");
      const headers = { "x-api-key": other };
      expect((await fetch(`${service.platform.url}/v1/jobs/job_none`, { headers })).status).toBe(404);
    },
    leaves: [],
  },
  {
    name: "a user who logged in, one who registered, and a password that is to be set anew",
    variables: { ADMIN_API_KEY: "a".repeat(40) },
    async run(service) {
      const post = (path: string, body: object) =>
        fetch(`${service.platform.url}/v1/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${"a".repeat(40)}` },
          body: JSON.stringify(body),
        });
      const credentials = { email: "ada@example.com", password: "analytical engine" };
      expect((await post("accounts", credentials)).status).toBe(201);
      expect((await post("auth/login", credentials)).status).toBe(200);
      expect((await post("auth/password/forgot", { email: credentials.email })).status).toBe(202);
      expect((await post("auth/register", { ...credentials, email: "grace@example.com" })).status).toBe(202);
    },
    leaves: ["account", "users", "user", "email", "secret", "sessions", "reset", "pending"],
    stays: ["account", "users", "user", "email", "secret"],
  },
];

describe.each(ENGINES)("Every key has a time to live on the $name", ({ preferServer }) => {
  it.each(SCENARIOS)("after $name", async ({ run, leaves, stays = [], name: _, withObjects, ...options }) => {
    const variables = { ...options.variables, ...(withObjects ? server.variables : {}) };
    const service = await startTestService({ preferServer, ...options, variables });
    try {
      await run(service);
      // One request at least, so that the limiter's keys are among them.
      await fetch(`${service.platform.url}/v1/jobs/job_none`, { headers: withKey(service) });
      expect(kindsOf(await storedKeys(service.redis))).toEqual(expect.arrayContaining([...leaves, "key", "rate"]));
      const kept = kindsOf(await keysWithoutTtl(service.redis));
      expect(kept.filter((kind) => !(stays.includes(kind) && KEPT_KINDS.includes(kind)))).toEqual([]);
    } finally {
      await service.close();
    }
  });

  it("and one that has none is found, wherever it lies among many", async () => {
    const service = await startTestService({ preferServer });
    try {
      for (let n = 0; n < 250; n++) await service.redis.set(`docat:scratch:${n}`, "x", { ex: 60 });
      await service.redis.persist("docat:scratch:137");
      await service.redis.hset("docat:scratch:hash", { field: "x" });
      expect(await keysWithoutTtl(service.redis)).toEqual(["docat:scratch:137", "docat:scratch:hash"]);
      expect((await storedKeys(service.redis)).length).toBeGreaterThan(250);
    } finally {
      await service.close();
    }
  });
});
