/** Where callers say that they are is none of the limits' business. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestService, type TestService } from "../support/test-service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

describe("Callers without a credential", () => {
  it("meet one limit, whatever 1,000 forwarding headers they forge", { timeout: 60_000 }, async () => {
    const forged = (n: number) => {
      const address = `10.${n % 256}.${n >> 8}.7`;
      return {
        "x-forwarded-for": address,
        "x-real-ip": address,
        "x-vercel-forwarded-for": address,
        forwarded: `for=${address}`,
        "cf-connecting-ip": address,
        "true-client-ip": address,
      };
    };
    let [answered, refused] = [0, 0];
    for (let start = 0; start < 1_000; start += 50) {
      const some = Array.from({ length: 50 }, (_, n) =>
        fetch(`${service.platform.url}/v1/openapi.json`, { headers: forged(start + n) }),
      );
      for (const response of await Promise.all(some)) {
        await response.arrayBuffer();
        if (response.status === 200) answered++;
        if (response.status === 429) refused++;
      }
    }
    // The window may move on once while this goes on.
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThanOrEqual(20);
    expect(answered + refused).toBe(1_000);
  });
});
