/** Delays, timeouts and retries: when an attempt is made, and when there is none any more. */
import { expect, test, vi } from "vitest";
import { closedUrl, ManualClock, startReceiver, startTestBroker } from "./broker-harness.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A broker on a standing clock, and a receiver whose answers come from `answer`. */
async function startOnManualClock(answer: (index: number) => Response = () => new Response("ok")) {
  const clock = new ManualClock(Date.now());
  const receiver = await startReceiver((_, index) => answer(index));
  const { broker, client } = await startTestBroker({ clock });
  const whenQuiet = () => vi.waitFor(() => expect(broker.counts().inFlight).toBe(0), { interval: 2 });
  return { clock, receiver, broker, client, whenQuiet };
}

const failing = (init: ResponseInit = {}) => new Response("no", { status: 500, ...init });

test.each([
  ["5s", 5 * SECOND_MS],
  ["10m", 10 * MINUTE_MS],
  ["1d10h30m", DAY_MS + 10 * HOUR_MS + 30 * MINUTE_MS],
] as const)("a delay of %s holds the message back for exactly that long", async (delay, ms) => {
  const { clock, receiver, broker, client } = await startOnManualClock();
  await client.publish({ url: receiver.url, body: "later", headers: { "upstash-delay": delay } });
  clock.advance(ms - 1);
  expect(broker.counts()).toMatchObject({ unfinished: 1, inFlight: 0 });
  clock.advance(1);
  expect(broker.counts().inFlight).toBe(1);
  expect(await receiver.until(1)).toMatchObject([{ body: "later" }]);
});

test("not-before is a time in unix seconds and wins over a delay", async () => {
  const { clock, receiver, broker, client } = await startOnManualClock();
  const notBefore = Math.floor(clock.now() / 1000) + 30;
  await client.publish({ url: receiver.url, notBefore, delay: "1h" });
  clock.advance(notBefore * 1000 - clock.now() - 1);
  expect(broker.counts().inFlight).toBe(0);
  clock.advance(1);
  expect(broker.counts().inFlight).toBe(1);
});

test("a delay beyond the plan's seven days is refused", async () => {
  const { client, receiver } = await startOnManualClock();
  await expect(client.publish({ url: receiver.url, delay: "8d" })).rejects.toMatchObject({ status: 412 });
});

test("idle does not wait for messages that are far away", async () => {
  const { client, broker, receiver } = await startOnManualClock();
  await client.publish({ url: receiver.url, delay: "2m" });
  await broker.idle();
  expect(broker.counts().unfinished).toBe(1);
  await client.publish({ url: receiver.url, delay: "30s" });
  const outcome = await Promise.race([
    broker.idle().then(() => "idle"),
    new Promise((resolve) => setTimeout(resolve, 20, "waits")),
  ]);
  expect(outcome).toBe("waits");
});

test("a failing delivery is retried by the formula, counting its retries, until it succeeds", async () => {
  const clock = new ManualClock(Date.now());
  const receiver = await startReceiver((_, index) => (index < 2 ? failing() : new Response("ok")));
  const { broker, client } = await startTestBroker({ clock });
  const { messageId } = await client.publish({ url: receiver.url, body: "x", retryDelay: "pow(2, retried) * 1000" });
  await receiver.until(1);
  for (const [delayMs, count] of [
    [1000, 2],
    [2000, 3],
  ] as const) {
    await vi.waitFor(() => expect(broker.counts().inFlight).toBe(0), { interval: 2 });
    clock.advance(delayMs - 1);
    expect(broker.counts().inFlight).toBe(0);
    clock.advance(1);
    await receiver.until(count);
  }
  await broker.idle();
  expect(receiver.deliveries.map(({ headers }) => headers.get("upstash-retried"))).toEqual(["0", "1", "2"]);
  expect(new Set(receiver.deliveries.map(({ headers }) => headers.get("upstash-message-id")))).toEqual(
    new Set([messageId]),
  );
  expect(broker.counts()).toMatchObject({ delivered: 1, deadLetters: 0, unfinished: 0 });
});

test("retries run on the real clock too", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver((_, index) => (index < 2 ? failing() : new Response("ok")));
  await client.publish({ url: receiver.url, body: "x", retryDelay: "10 * (1 + retried)" });
  await broker.idle();
  expect(receiver.deliveries).toHaveLength(3);
  expect(broker.counts().delivered).toBe(1);
});

test("without a formula the back-off is e^(2.5 n) seconds, three times, then the message is dead", async () => {
  const { clock, receiver, broker, client, whenQuiet } = await startOnManualClock(() => failing());
  const { messageId } = await client.publish({ url: receiver.url, body: "x" });
  const delays: number[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await receiver.until(attempt);
    await whenQuiet();
    const { notBefore = 0 } = await client.messages.get(messageId);
    delays.push(notBefore - clock.now());
    clock.advance(notBefore - clock.now());
  }
  await receiver.until(4);
  await whenQuiet();
  expect(delays.map((ms) => Math.floor(ms / 1000))).toEqual([12, 148, 1808]);
  expect(broker.counts()).toMatchObject({ deadLetters: 1, delivered: 0, unfinished: 0 });
});

test.each([
  ["Retry-After", () => "30", 30 * SECOND_MS],
  ["Retry-After", () => "6m5s", 6 * MINUTE_MS + 5 * SECOND_MS],
  ["Retry-After", (nowMs: number) => new Date(nowMs + HOUR_MS).toUTCString(), HOUR_MS],
  ["X-RateLimit-Reset", () => "45", 45 * SECOND_MS],
  ["Retry-After", () => "90000", 1000], // beyond one day: the usual delay applies
  ["Retry-After", () => "soon", 1000],
] as const)("the destination's %s decides over the formula (%#)", async (name, value, expectedMs) => {
  const startMs = Math.floor(Date.now() / 1000) * 1000; // HTTP dates have whole seconds
  const clock = new ManualClock(startMs);
  const receiver = await startReceiver(() => failing({ status: 429, headers: { [name]: value(startMs) } }));
  const { broker, client } = await startTestBroker({ clock });
  const { messageId } = await client.publish({ url: receiver.url, body: "x", retryDelay: "1000" });
  await receiver.until(1);
  await vi.waitFor(() => expect(broker.counts().inFlight).toBe(0), { interval: 2 });
  const { notBefore } = await client.messages.get(messageId);
  expect(notBefore).toBe(startMs + expectedMs);
});

test.each([
  ["floor(7 / 2) + ceil(0.2) * 10", 13],
  ["round(2.5) + abs(-4) + sqrt(16)", 11],
  ["min(5000, max(1000, exp(2) * 1000))", 5000],
  ["-(2 - 3) * 100 % 30", 10],
  ["1 / 0", 12_182], // no number: the usual back-off of e^2.5 seconds
] as const)("the formula %s is worth %d ms", async (retryDelay, expectedMs) => {
  const { clock, receiver, client, whenQuiet } = await startOnManualClock(() => failing());
  const { messageId } = await client.publish({ url: receiver.url, retryDelay, retries: 1 });
  await receiver.until(1);
  await whenQuiet();
  const { notBefore = 0 } = await client.messages.get(messageId);
  expect(notBefore - clock.now()).toBe(expectedMs);
});

test.each(["0", "0 - 500"])("the formula %s retries at once", async (retryDelay) => {
  const { receiver, broker, client } = await startOnManualClock(() => failing());
  await client.publish({ url: receiver.url, retryDelay, retries: 1 });
  await receiver.until(2);
  await broker.idle();
  expect(broker.counts().deadLetters).toBe(1);
  const [retry] = (await client.logs({ filter: { state: "RETRY" } })).logs;
  expect(retry?.nextDeliveryTime).toBe(retry?.time);
});

test("489 with Upstash-NonRetryable-Error goes straight to the dead letters", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(
    () => new Response("never", { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } }),
  );
  await client.publish({ url: receiver.url, body: "x", retryDelay: "1" });
  await broker.idle();
  expect(receiver.deliveries).toHaveLength(1);
  const { messages } = await client.dlq.listMessages();
  expect(messages).toMatchObject([{ responseStatus: 489, responseBody: "never", body: "x" }]);
});

test.each([
  [489, {}],
  [500, { "Upstash-NonRetryable-Error": "true" }],
])("%d with the headers %j is retried like any other failure", async (status, headers) => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(() => new Response(null, { status, headers }));
  await client.publish({ url: receiver.url, retryDelay: "1", retries: 2 });
  await broker.idle();
  expect(receiver.deliveries).toHaveLength(3);
});

test("retries: 0 means one attempt", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(() => failing());
  await client.publish({ url: receiver.url, retries: 0 });
  await broker.idle();
  expect(receiver.deliveries).toHaveLength(1);
  expect(broker.counts().deadLetters).toBe(1);
});

test("a redirect is not followed and counts as a failure", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(
    () => new Response(null, { status: 307, headers: { location: `${receiver.url}/elsewhere` } }),
  );
  await client.publish({ url: `${receiver.url}/start`, retries: 0 });
  await broker.idle();
  expect(receiver.deliveries.map(({ path }) => path)).toEqual(["/start"]);
  expect((await client.dlq.listMessages()).messages).toMatchObject([{ responseStatus: 307 }]);
});

test("an attempt that takes longer than its timeout is given up and retried", async () => {
  const clock = new ManualClock(Date.now());
  const receiver = await startReceiver((_, index) =>
    index === 0 ? new Promise<Response>(() => {}) : new Response("ok"),
  );
  const { broker, client } = await startTestBroker({ clock });
  await client.publish({ url: receiver.url, timeout: "5s", retryDelay: "0" });
  await receiver.until(1);
  clock.advance(4999);
  expect(broker.counts().inFlight).toBe(1);
  clock.advance(1);
  await receiver.until(2);
  await broker.idle();
  expect(broker.counts().delivered).toBe(1);
  const { logs } = await client.logs({ filter: { state: "ERROR" } });
  expect(logs).toMatchObject([{ error: "timed out after 5000 ms" }]);
});

test("a destination that does not listen is a failure with a reason", async () => {
  const { broker, client } = await startTestBroker();
  const url = await closedUrl();
  await client.publish({ url, retries: 0 });
  await broker.idle();
  const { messages } = await client.dlq.listMessages();
  expect(messages).toMatchObject([{ url, error: expect.stringContaining("ECONNREFUSED") }]);
  expect(messages[0]).not.toHaveProperty("responseStatus");
});

test("close gives up what is in flight and what waits, and nothing follows", async () => {
  const receiver = await startReceiver(() => new Promise<Response>(() => {}));
  const { broker, client } = await startTestBroker();
  await client.publish({ url: receiver.url, retryDelay: "0" });
  await client.publish({ url: receiver.url, delay: "1s" });
  await receiver.until(1);
  await broker.close();
  expect(broker.counts()).toMatchObject({ unfinished: 0, inFlight: 0 });
  expect(receiver.deliveries).toHaveLength(1);
  await expect(fetch(broker.url)).rejects.toThrow();
});
