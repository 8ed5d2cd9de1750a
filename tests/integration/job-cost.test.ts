/** What a job asks of the store and the broker: counted where requests go out. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { startTestService, type TestService } from "../support/test-service.ts";

const MOST_REQUESTS = 7;
const MOST_MESSAGES = 2;
const MOST_REQUESTS_CACHED = 3;
/** By an instance that has told somebody of the result, or has looked for it before. */
const MOST_REQUESTS_EXPECTED = 2;
/** Claim and document, part with its range, publishing that which comes next struck off; what grows with ranges. */
const REQUESTS_A_RANGE = 3;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ variables: { RANGE_PAGES: "2", RETENTION_RESULT_CACHE_SECONDS: "600" } });
  // Scripts are known to the store from then on.
  for (const pages of [2, 6]) await costOf(pages, "first");
  await costOf(2, "first");
});
afterAll(() => service.close());
afterEach(() => vi.restoreAllMocks());

interface Cost {
  readonly requests: number;
  readonly messages: number;
}

/** Of a job from the request to its end; the same `mark` is the same file. */
async function costOf(pages: number, mark: string): Promise<Cost> {
  const cost = { requests: 0, messages: 0 };
  const { url } = service.env.redis;
  const broker = service.env.QSTASH_URL;
  const original = globalThis.fetch;
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const to = String(input instanceof Request ? input.url : input);
    if (to.startsWith(url)) cost.requests += 1;
    if (broker !== undefined && to.startsWith(`${broker}/v2/batch`)) {
      cost.messages += (JSON.parse(String(init?.body)) as readonly unknown[]).length;
    }
    return original(input, init);
  });
  const bytes = new Uint8Array(Buffer.concat([pdfOfPages(pages), Buffer.from(`\n% ${mark}\n`)]));
  await service.client.createJob("cost.pdf", bytes);
  await service.platform.idle();
  spy.mockRestore();
  return cost;
}

describe("A job", () => {
  it("of one range asks the store seven times at most, and is one message or two", async () => {
    const { requests, messages } = await costOf(2, "one range");
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBeLessThanOrEqual(MOST_REQUESTS);
    expect(messages).toBeGreaterThan(0);
    expect(messages).toBeLessThanOrEqual(MOST_MESSAGES);
  });

  it("whose result is there asks three times at most, and twice where that was seen before, and is no message", async () => {
    await costOf(2, "cached");
    const first = await costOf(2, "cached");
    expect(first.requests).toBeGreaterThan(0);
    expect(first.requests).toBeLessThanOrEqual(MOST_REQUESTS_CACHED);
    const second = await costOf(2, "cached");
    expect(second.requests).toBeGreaterThan(0);
    expect(second.requests).toBeLessThanOrEqual(MOST_REQUESTS_EXPECTED);
    expect([first.messages, second.messages]).toEqual([0, 0]);
  });

  it("grows with its ranges, and with nothing else", async () => {
    const [three, four, six] = [await costOf(6, "three"), await costOf(8, "four"), await costOf(12, "six")];
    expect(four.messages - three.messages).toBe(1);
    expect(six.messages - four.messages).toBe(2);
    expect(four.requests - three.requests).toBeLessThanOrEqual(REQUESTS_A_RANGE);
    expect(six.requests - four.requests).toBeLessThanOrEqual(2 * REQUESTS_A_RANGE);
  });
});
