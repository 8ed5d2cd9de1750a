/** One account's many jobs do not keep another's first one waiting. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { issueKey } from "../../lib/auth/api-key.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService } from "../support/test-service.ts";

/** More than the broker delivers at once for all. */
const MANY = 60;
const PARALLELISM = 2;

let service: TestService;
/** Deliveries of the first account's jobs that have begun, and what lets them go on. */
let begun = 0;
let open = (): void => {};
const gate = new Promise<void>((resolve) => {
  open = resolve;
});

beforeAll(async () => {
  let first: string | undefined;
  service = await startTestService({
    variables: { ACCOUNT_PARALLELISM: String(PARALLELISM) },
    async intercept(path, request) {
      if (path !== "/api/stages/plan") return undefined;
      const { account } = (await request.clone().json()) as { readonly account: string };
      first ??= account;
      if (account !== first) return undefined;
      begun++;
      await gate;
      return undefined;
    },
  });
});
afterAll(() => service.close());

type Caller = (path: string, init?: RequestInit) => Promise<Readonly<Record<string, unknown>>>;

async function callerOf(tenant: string): Promise<Caller> {
  const text = generateKey("test");
  const store = createRedisApiKeyStore(service.redis, timesToLive(service.services.retention));
  await issueKey(store, text, tenant, { plan: "unlimited" });
  return async (path, init = {}) => {
    const headers = { authorization: `Bearer ${text}`, ...init.headers };
    return bodyOf(await fetch(`${service.platform.url}${path}`, { ...init, headers }));
  };
}

/** A job that shares nothing with others of its document. */
async function send(call: Caller): Promise<string> {
  const headers = { "content-type": "application/pdf", "cache-control": "no-store" };
  return String((await call("/v1/jobs", { method: "POST", headers, body: pdfOfPages(1) })).id);
}

async function untilEnded(call: Caller, id: string): Promise<unknown> {
  for (;;) {
    const job = await call(`/v1/jobs/${id}`);
    if (job.finished_at !== null) return job.status;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it("the other account's job ends while all of the many still wait", { timeout: 60_000 }, async () => {
  const [many, one] = [await callerOf("many"), await callerOf("one")];
  const ids = await Promise.all(Array.from({ length: MANY }, () => send(many)));
  expect(await untilEnded(one, await send(one))).toBe("succeeded");
  expect(begun).toBe(PARALLELISM);
  open();
  for (const id of ids) expect(await untilEnded(many, id)).toBe("succeeded");
  expect(begun).toBe(MANY);
});
