/** Redis or the broker out of reach while a job is being made: a clear refusal, and no job that could run. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../dev/http/free-port.ts";
import { buildServices } from "../../lib/container.ts";
import type { Env } from "../../lib/env.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

/** An address at which nobody listens. */
const deadUrl = async () => `http://127.0.0.1:${await freePort()}`;

describe("While a job is being made", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  async function upload(change: Partial<Env>): Promise<Response> {
    const app = createV1(buildServices({ ...service.env, ...change }));
    const headers = withKey(service, { "content-type": "application/pdf" });
    return app.fetch(new Request("http://host/v1/jobs", { method: "POST", headers, body: pdfOfPages(1) }));
  }

  it("a broker out of reach: 503, Retry-After, the job failed and its document gone", async () => {
    const response = await upload({ QSTASH_URL: await deadUrl() });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await bodyOf(response)).toMatchObject({ code: "queue_unavailable", retryable: true });
    const keys = await service.redis.keys("docat:job_*");
    expect(keys.map((key) => key.split(":").at(-1))).toEqual(["job"]);
    expect(await service.redis.hget(keys[0] ?? "", "state")).toBe("failed");
  });

  it("a broker that refuses: 503, and nothing of its answer or our token in ours", async () => {
    const response = await upload({ QSTASH_TOKEN: "wrong-token-canary" });
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(text).not.toContain("canary");
  });

  it("a store out of reach: 503, Retry-After, and no word of the command", async () => {
    const response = await upload({ redis: { url: await deadUrl(), token: "canary" } });
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(JSON.parse(text)).toMatchObject({ code: "store_unavailable", retryable: true });
    expect(text).not.toMatch(/canary|command|127\.0\.0\.1/);
  });

  it("a store that refuses our token: the same", async () => {
    const response = await upload({ redis: { url: service.env.redis.url, token: "canary" } });
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("canary");
  });
});

describe("A health probe", () => {
  it("answers 200 with a store and 503 without", async () => {
    const { healthHandler } = await import("../../lib/http/health.ts");
    const service = await startTestService();
    const healthy = await fetch(`${service.platform.url}/health`);
    expect(healthy.status).toBe(200);
    expect(await bodyOf(healthy)).toMatchObject({ status: "healthy", service: "docat", redis: "connected" });
    const broken = { ...service.env, redis: { url: await deadUrl(), token: "x" } };
    const unhealthy = await healthHandler(() => buildServices(broken))(new Request("http://host/api/health"));
    expect(unhealthy.status).toBe(503);
    expect(await bodyOf(unhealthy)).toMatchObject({ status: "unhealthy", redis: "disconnected" });
    await service.close();
  });
});

describe("A function whose environment is not complete", () => {
  it("answers 500 with one constant sentence, and names what is missing in the log only", async () => {
    const { createHandler } = await import("../../lib/http/handler.ts");
    const { parseEnv } = await import("../../lib/env.ts");
    const handler = createHandler(() => createV1(buildServices(parseEnv({}))).fetch);
    const response = await handler(new Request("http://host/v1/jobs"));
    expect(response.status).toBe(500);
    expect(await bodyOf(response)).toMatchObject({
      code: "internal_error",
      title: "Something went wrong on our side.",
    });
  });
});
