/** What the store holds gives nothing of a document away without DATA_KEY, and nothing at all once its job is deleted. */
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Vault } from "../../lib/crypto/vault.ts";
import { createGuardedClient } from "../../lib/net/guarded-client.ts";
import { FILE_NAME, INSIDE, LINES, LOCKED, NAMES, PASSWORD, PDF, SECRETS } from "../support/canary-document.ts";
import { ENGINES } from "../support/engines.ts";
import { listenHttp, policyWith } from "../support/loopback-server.ts";
import { kindsOf, storedKeys } from "../support/stored-keys.ts";
import { leaksOf, type StoredString, storedStrings } from "../support/stored-strings.ts";
import {
  bodyOf,
  startTestService,
  type TestService,
  type TestServiceOptions,
  withKey,
} from "../support/test-service.ts";
import { uploadClient } from "../support/upload-client.ts";
import { ended, uploaded } from "../support/uploads.ts";

/** A sealed key has 72 bytes; whatever stands behind it may go on in the same alphabet. */
const WRAPPED_KEY = /[0-9a-f]{8}\.[A-Za-z0-9+/]{96}/g;

interface Scenario extends Pick<TestServiceOptions, "variables" | "intercept"> {
  readonly name: string;
  run(service: TestService): Promise<unknown>;
  /** Kinds of keys that must be there afterwards, or the scenario did not do what it says. */
  readonly leaves: readonly string[];
}

/** Stands in for these stages; the job waits there for ever. */
const dead =
  (...stages: string[]) =>
  (path: string): Response | undefined =>
    stages.some((stage) => path === `/api/stages/${stage}`)
      ? new Response(null, { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } })
      : undefined;

async function makeJob(service: TestService, change: object = {}): Promise<string> {
  const sent = { pdf: PDF, name: FILE_NAME, headers: { "idempotency-key": randomBytes(8).toString("hex") }, ...change };
  const { id } = await uploaded(service, sent);
  await service.platform.idle();
  return id;
}

async function convert(service: TestService, status: string, change: object = {}): Promise<string> {
  const id = await makeJob(service, change);
  expect(await ended(service, id)).toMatchObject({ status });
  await service.platform.idle();
  return id;
}

const AT_WORK = ["job:document", "job:job", "idempotency", "known"];
const HOME = [...AT_WORK, "job:done", "job:parts", "job:summaries"];
const SUCCEEDED = [...HOME, "job:manifest"];

/** A row for every way in which something of a document comes to be stored. Add one with each feature that stores something. */
const SCENARIOS: readonly Scenario[] = [
  { name: "a document that waits to be planned", intercept: dead("plan", "failed"), run: makeJob, leaves: AT_WORK },
  { name: "a plan whose ranges wait", intercept: dead("extract", "failed"), run: makeJob, leaves: AT_WORK },
  {
    name: "ranges that are home and wait to be put together",
    intercept: dead("assemble", "failed"),
    run: makeJob,
    leaves: HOME,
  },
  {
    name: "a result that was read in every format",
    async run(service) {
      const id = await convert(service, "succeeded");
      const result = await service.client.getResult(id, "json");
      // What is looked for is really there for whoever may read it.
      for (const text of [FILE_NAME, NAMES.title, INSIDE.outline, INSIDE.attachment, ...LINES.flat()]) {
        expect(result).toContain(text);
      }
      for (const format of ["markdown", "html", "text"] as const) await service.client.getResult(id, format);
    },
    leaves: SUCCEEDED,
  },
  {
    name: "a result that another upload took over under another name",
    async run(service) {
      await convert(service, "succeeded");
      expect(await uploaded(service, { pdf: PDF, name: `${NAMES.other}.pdf` })).toMatchObject({ cached: true });
    },
    leaves: [...SUCCEEDED, "job:holders"],
  },
  {
    name: "a job that follows another one",
    intercept: dead("plan", "failed"),
    run: async (service) => [await makeJob(service), await makeJob(service, { name: `${NAMES.other}.pdf` })],
    leaves: [...AT_WORK, "job:followers"],
  },
  {
    name: "a document that was rejected for what it says",
    run: (service) => convert(service, "failed", { options: { security: { prompt_injection: "reject" } } }),
    leaves: ["job:document", "job:job", "idempotency"],
  },
  {
    name: "a document that is locked",
    run: (service) => convert(service, "failed", { pdf: LOCKED }),
    leaves: ["job:document", "job:job"],
  },
  {
    name: "a document that a password opened",
    run: (service) => convert(service, "succeeded", { pdf: LOCKED, options: { password: PASSWORD } }),
    leaves: ["job:document", "job:job", "job:parts"],
  },
  {
    name: "a password that is wrong",
    run: (service) => convert(service, "failed", { pdf: LOCKED, options: { password: NAMES.other } }),
    leaves: ["job:document", "job:job"],
  },
  {
    name: "a job that failed because its message died",
    intercept: dead("extract"),
    run: (service) => convert(service, "failed"),
    leaves: ["job:document", "job:job"],
  },
  {
    name: "a job that was cancelled",
    intercept: dead("extract", "failed"),
    async run(service) {
      const id = await makeJob(service);
      const url = `${service.platform.url}/v1/jobs/${id}/cancel`;
      expect((await fetch(url, { method: "POST", headers: withKey(service) })).status).toBe(200);
    },
    leaves: ["job:job", "idempotency"],
  },
  {
    name: "an upload in parts that waits to be completed",
    async run(service) {
      const client = uploadClient(service);
      const { id } = await client.begun({ name: FILE_NAME, size_bytes: PDF.length });
      expect((await client.put(id, 1, PDF)).status).toBe(204);
    },
    leaves: [],
  },
  {
    name: "an upload in parts, and the job that was made of it",
    async run(service) {
      const client = uploadClient(service);
      const upload = await client.send(await client.begun({ name: FILE_NAME, size_bytes: PDF.length }), PDF);
      const response = await client.makeJob({ upload_id: upload.id });
      const { id } = await bodyOf(response);
      expect(await ended(service, String(id))).toMatchObject({ status: "succeeded" });
    },
    leaves: ["job:document", "job:parts", "job:manifest", "file"],
  },
];

/** What is stored is the same on every engine: a server that is one, where there is one. */
const ENGINE = ENGINES.slice(-1);

describe.each(ENGINE)("Without DATA_KEY the $name gives nothing away", ({ preferServer }) => {
  const variables = { RANGE_PAGES: "2", RETENTION_RESULT_CACHE_SECONDS: "7200", REQUESTS_PER_MINUTE: "100000" };

  it.each(SCENARIOS)("of $name", async ({ run, leaves, intercept }) => {
    const service = await startTestService({ preferServer, variables, ...(intercept && { intercept }) });
    try {
      await run(service);
      expect(kindsOf(await storedKeys(service.redis))).toEqual(expect.arrayContaining([...leaves]));
      expect(leaksOf(await storedStrings(service.redis), SECRETS)).toEqual([]);
    } finally {
      await service.close();
    }
  });

  it("of a link, nor of what is behind it", async () => {
    const server = await listenHttp((_, response) => response.writeHead(200).end(PDF));
    const links = createGuardedClient({ resolve: async () => ["127.0.0.1"], policy: policyWith(server.port) });
    let planned = false;
    const intercept = (path: string) => (planned ? undefined : dead("plan", "failed")(path));
    const service = await startTestService({ preferServer, variables, links, intercept });
    try {
      const ask = () =>
        uploadClient(service).makeJob({ url: `http://documents.example:${server.port}/${NAMES.link}.pdf` });
      expect((await ask()).status).toBe(202);
      await service.platform.idle();
      expect(leaksOf(await storedStrings(service.redis), SECRETS)).toEqual([]);
      planned = true;
      const { id } = await bodyOf(
        await uploadClient(service).makeJob({ url: `http://documents.example:${server.port}/${NAMES.link}.pdf?again` }),
      );
      expect(await ended(service, String(id))).toMatchObject({
        status: "succeeded",
        document: { name: `${NAMES.link}.pdf` },
      });
      expect(leaksOf(await storedStrings(service.redis), SECRETS)).toEqual([]);
    } finally {
      await service.close();
      await server[Symbol.asyncDispose]();
    }
  });
});

/** What an account has for itself, whatever becomes of its jobs: keys, windows, usage and logs. */
const STAYING = ["account", "job:deleted", "key", "keys", "rate"];

/** All data keys that the vault opens among what is stored of documents, hex. An event of the security log has one of its own. */
function dataKeysIn(strings: readonly StoredString[], vault: Vault): Set<string> {
  const ofDocuments = strings.filter(({ key }) => !key.endsWith(":audit"));
  const wrapped = ofDocuments.flatMap(({ text }) => text.match(WRAPPED_KEY) ?? []);
  return new Set(wrapped.map((each) => vault.unwrap(each).toString("hex")));
}

describe.each(ENGINE)("After deletion the $name holds", ({ preferServer }) => {
  // What is counted of all jobs together is no document's.
  const variables = { METRICS: "off", RANGE_PAGES: "2", RETENTION_RESULT_CACHE_SECONDS: "7200" };
  const remove = (service: TestService, id: string) =>
    fetch(`${service.platform.url}/v1/jobs/${id}`, { method: "DELETE", headers: withKey(service) });

  it.each(SCENARIOS.filter(({ leaves }) => leaves.includes("job:job")))(
    "no key for anything of $name",
    async ({ run, intercept }) => {
      const service = await startTestService({ preferServer, variables, ...(intercept && { intercept }) });
      try {
        await run(service);
        const vault = new Vault(service.env.DATA_KEY);
        expect(dataKeysIn(await storedStrings(service.redis), vault).size).toBeGreaterThan(0);
        const jobs = (await storedKeys(service.redis)).flatMap(
          (key) => /^docat:(job_[0-9a-f]+):job$/.exec(key)?.[1] ?? [],
        );
        for (const id of jobs) expect((await remove(service, id)).status).toBe(200);
        const left = await storedStrings(service.redis);
        expect([...dataKeysIn(left, vault)]).toEqual([]);
        expect(kindsOf(left.map(({ key }) => key)).filter((kind) => !STAYING.includes(kind))).toEqual([]);
      } finally {
        await service.close();
      }
    },
  );

  it("the keys of a shared result until the last of its jobs is deleted", async () => {
    const service = await startTestService({ preferServer, variables });
    try {
      const vault = new Vault(service.env.DATA_KEY);
      const first = await convert(service, "succeeded");
      const { id: second } = await uploaded(service, { pdf: PDF, name: `${NAMES.other}.pdf` });
      await remove(service, first);
      expect(await service.client.getResult(second, "json")).toContain(LINES[0]?.[0]);
      await remove(service, second);
      expect([...dataKeysIn(await storedStrings(service.redis), vault)]).toEqual([]);
    } finally {
      await service.close();
    }
  });
});

describe("Whoever looks for leaks", () => {
  const text = LINES[0]?.[0] ?? "";
  const packed = gzipSync(JSON.stringify({ text }));

  it.each([
    ["as it is", text],
    ["within other text", `{"a":"${text.slice(3, 20)}"}`],
    ["in base64", `x:${Buffer.from(text).toString("base64")}`],
    ["in base64url", Buffer.from(`>>>???${text}`).toString("base64url")],
    ["in hex", Buffer.from(text).toString("hex")],
    ["compressed", packed.toString("base64")],
    ["compressed and encoded twice", Buffer.from(packed.toString("base64")).toString("base64")],
  ])("finds a text %s", (_, stored) => {
    expect(leaksOf([{ key: "k", text: stored }], SECRETS)).toContain(`${text} in k`);
  });

  it("finds nothing in what is random, and the value of every type of key", async () => {
    expect(leaksOf([{ key: "k", text: randomBytes(100_000).toString("base64") }], SECRETS)).toEqual([]);
    const service = await startTestService();
    try {
      const { redis } = service;
      await redis.set("a", text);
      await redis.hset("b", { [text]: "x" });
      await redis.hset("c", { x: text });
      await redis.sadd("d", text);
      await redis.zadd("e", { score: 1, member: text });
      await redis.rpush("f", "x", text);
      await redis.set(text, "x");
      const found = leaksOf(await storedStrings(redis), SECRETS);
      expect(found).toEqual(["a", "b", "c", "d", "e", "f", text].map((key) => `${text} in ${key}`).sort());
    } finally {
      await service.close();
    }
  });
});
