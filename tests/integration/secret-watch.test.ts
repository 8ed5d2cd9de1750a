/** The watch that every test of the service stands under: what it finds out. */
import { describe, expect, it } from "vitest";
import { startTestService } from "../support/test-service.ts";

const PASSWORD = "lantern-on-the-hill";

describe("Whoever watches over secrets", () => {
  it("finds out one that is logged, told in an error, or kept in clear, and says where", async () => {
    const service = await startTestService({
      intercept: (_path, request) => {
        if (!new URL(request.url).pathname.endsWith("/leak")) return;
        service.services.log.info("canary", { key: service.platform.apiKey });
        return new Response(null, { status: 204 });
      },
    });
    const body = JSON.stringify({ email: "a@example.org", password: PASSWORD });
    const headers = { "content-type": "application/json" };
    await fetch(`${service.platform.url}/v1/auth/login`, { method: "POST", headers, body });
    await fetch(`${service.platform.url}/v1/leak`);
    await service.redis.set("docat:scratch", `x ${PASSWORD}`, { ex: 60 });
    const told = await service.close().catch(String);
    expect(told).toContain("the API key stands in the log");
    expect(told).toContain("what came to POST /v1/auth/login stands in the store at docat:scratch");
    expect(told).not.toContain(PASSWORD);
  });
});
