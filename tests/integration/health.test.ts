/** How a deployment says it is: to probes little and quickly, to operators all. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildServices } from "../../lib/container.ts";
import { healthHandler } from "../../lib/http/health.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

const ADMIN_API_KEY = "an-administrator-of-the-tests-and-nobody-else";
const SECRETS = ["sk-secret-of-a-provider", ADMIN_API_KEY];

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    variables: {
      ADMIN_API_KEY,
      OPENAI_COMPATIBLE_URL: "http://127.0.0.1:9",
      OPENAI_COMPATIBLE_API_KEY: SECRETS[0] ?? "",
    },
  });
});
afterAll(() => service.close());

const ask = (query = "", headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${service.platform.url}/api/health${query}`, { headers });
const asOperator = { authorization: `Bearer ${ADMIN_API_KEY}` };

/** The same deployment, with something behind it that is away. */
function without(change: Partial<TestService["env"]>, headers = asOperator): Promise<Response> {
  const handler = healthHandler(() => buildServices({ ...service.env, ...change }));
  return handler(new Request("http://host/api/health", { headers }));
}

describe("A probe", () => {
  it("that asks whether anybody is there is answered without a question to anybody else", async () => {
    const answer = await ask("?probe=live");
    expect([answer.status, await bodyOf(answer)]).toEqual([200, { status: "alive" }]);
  });

  it("is told whether the store answers and how long that took", async () => {
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(await bodyOf(answer)).toEqual({
      status: "healthy",
      service: "docat",
      version: expect.any(String),
      redis: "connected",
      checks: { redis: "connected" },
      redis_ms: expect.any(Number),
      timestamp: expect.any(String),
    });
  });

  it("is told what was found a moment ago, not asked anew", async () => {
    const [first, second] = [await bodyOf(await ask()), await bodyOf(await ask())];
    expect(second.redis_ms).toBe(first.redis_ms);
  });
});

describe("An operator", () => {
  it("is told of each service behind, with its time, and of no secret", async () => {
    const answer = await ask("", asOperator);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      status: "healthy",
      details: {
        redis: { ok: true, ms: expect.any(Number) },
        broker: { ok: true, status: 200, signing_keys: 2, ms: expect.any(Number) },
        models: { ok: true, configured: "compatible", last_error_compatible: null },
      },
    });
    const known = [
      ...SECRETS,
      service.env.redis.token,
      service.env.QSTASH_TOKEN,
      service.env.QSTASH_CURRENT_SIGNING_KEY,
    ];
    for (const secret of known) expect(text).not.toContain(secret);
  });

  it("sees how far the broker's clock is from ours", async () => {
    const { details } = (await bodyOf(await ask("", asOperator))) as {
      details: { broker: { clock_difference_ms: number } };
    };
    expect(Math.abs(details.broker.clock_difference_ms)).toBeLessThan(60_000);
  });

  it("hears that all is degraded where one of them is away, and that it still works", async () => {
    const answer = await without({ QSTASH_URL: "http://127.0.0.1:9" });
    expect(answer.status).toBe(200);
    expect(await bodyOf(answer)).toMatchObject({
      status: "degraded",
      details: { broker: { ok: false, error: expect.any(String) } },
    });
  });

  it("hears of a scanner that does not answer", async () => {
    const answer = await without({ CLAMAV_HOST: "127.0.0.1", CLAMAV_PORT: 9 });
    expect(await bodyOf(answer)).toMatchObject({
      status: "degraded",
      details: { scanner: { ok: false, verdict: "unavailable" } },
    });
  });

  it("is nobody with another key", async () => {
    expect((await ask("", withKey(service))).status).toBe(403);
    expect((await ask("", { authorization: "Bearer dk_test_nothing" })).status).toBe(401);
  });
});
