/** What holds messages back without losing any: flow control, queues, global parallelism, deduplication. */
import { expect, test, vi } from "vitest";
import { ManualClock, rawRequest, startReceiver, startTestBroker } from "./broker-harness.ts";

/** A receiver that answers only when told to, and knows how many requests were open at once. */
async function startSlowReceiver() {
  const open: (() => void)[] = [];
  let openCount = 0;
  let mostOpen = 0;
  const receiver = await startReceiver(async () => {
    openCount += 1;
    mostOpen = Math.max(mostOpen, openCount);
    await new Promise<void>((resolve) => open.push(resolve));
    openCount -= 1;
    return new Response("ok");
  });
  return {
    ...receiver,
    mostOpen: () => mostOpen,
    finishOne: () => open.shift()?.(),
    /** Lets requests end, two milliseconds each, until so many have come and ended. */
    async finish(count: number) {
      for (let finished = 0; finished < count; ) {
        const resolve = open.shift();
        if (resolve) finished += 1;
        resolve?.();
        await new Promise((wake) => setTimeout(wake, 2));
      }
    },
  };
}

const bodiesOf = (deliveries: readonly { readonly body: string }[]) => deliveries.map(({ body }) => body).sort();
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${String(index).padStart(2, "0")}`);

test("parallelism of a key bounds how many deliveries run at once, and none is dropped", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startSlowReceiver();
  const bodies = numbered(12);
  const flowControl = { key: "tenant", parallelism: 3 };
  for (const body of bodies) await client.publish({ url: receiver.url, body, flowControl });
  await receiver.until(3);
  expect(await client.flowControl.get("tenant")).toMatchObject({
    flowControlKey: "tenant",
    parallelismMax: 3,
    parallelismCount: 3,
    waitListSize: 9,
    isPaused: false,
  });
  await receiver.finish(12);
  await broker.idle();
  expect(receiver.mostOpen()).toBe(3);
  expect(bodiesOf(receiver.deliveries)).toEqual(bodies);
  expect(broker.counts()).toMatchObject({ delivered: 12, unfinished: 0 });
});

test("keys do not hold each other up", async () => {
  const { client } = await startTestBroker();
  const receiver = await startSlowReceiver();
  for (const key of ["a", "a", "b"]) {
    await client.publish({ url: receiver.url, body: key, flowControl: { key, parallelism: 1 } });
  }
  await receiver.until(2);
  expect(bodiesOf(receiver.deliveries)).toEqual(["a", "b"]);
  expect(await client.flowControl.get("a")).toMatchObject({ parallelismCount: 1, waitListSize: 1 });
  await receiver.finish(3);
});

test("a rate bounds how many deliveries start in a period, and the rest follow in the next ones", async () => {
  const clock = new ManualClock(Date.now());
  const { broker, client } = await startTestBroker({ clock });
  const receiver = await startReceiver();
  const bodies = numbered(5);
  for (const body of bodies) {
    await client.publish({ url: receiver.url, body, flowControl: { key: "k", rate: 2, period: "1m" } });
  }
  const quiet = () => vi.waitFor(() => expect(broker.counts().inFlight).toBe(0), { interval: 2 });
  await quiet();
  expect(broker.counts()).toMatchObject({ delivered: 2, unfinished: 3 });
  expect(await client.flowControl.get("k")).toMatchObject({
    rateMax: 2,
    rateCount: 2,
    ratePeriod: 60,
    waitListSize: 3,
  });
  clock.advance(59_999);
  expect(broker.counts().inFlight).toBe(0);
  clock.advance(1);
  await quiet();
  expect(broker.counts()).toMatchObject({ delivered: 4, unfinished: 1 });
  await client.flowControl.resetRate("k");
  await broker.idle();
  expect(bodiesOf(receiver.deliveries)).toEqual(bodies);
});

test("the limits of the latest message apply, unless they are pinned", async () => {
  const { client } = await startTestBroker();
  const receiver = await startSlowReceiver();
  const publish = (parallelism: number) =>
    client.publish({ url: receiver.url, flowControl: { key: "k", parallelism } });
  await publish(1);
  await publish(1);
  await publish(3);
  await receiver.until(3);
  await client.flowControl.pin("k", { parallelism: 4 });
  await publish(1);
  await receiver.until(4);
  await publish(1);
  expect(await client.flowControl.get("k")).toMatchObject({
    parallelismMax: 4,
    parallelismCount: 4,
    waitListSize: 1,
    isPinnedParallelism: true,
    isPinnedRate: false,
  });
  await receiver.finish(5);
});

test("a paused key keeps its messages until it is resumed", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  await client.flowControl.pause("k");
  await client.publish({ url: receiver.url, body: "held", flowControl: { key: "k", parallelism: 1 } });
  await client.publish({ url: receiver.url, body: "free" });
  await broker.idle();
  expect(bodiesOf(receiver.deliveries)).toEqual(["free"]);
  expect(await client.flowControl.get("k")).toMatchObject({ isPaused: true, waitListSize: 1 });
  await client.flowControl.resume("k");
  await broker.idle();
  expect(bodiesOf(receiver.deliveries)).toEqual(["free", "held"]);
});

test("a key that nobody used is unknown", async () => {
  const { client } = await startTestBroker();
  await expect(client.flowControl.get("nobody")).rejects.toMatchObject({ status: 404 });
});

test("a retry waits outside the key's parallelism", async () => {
  const clock = new ManualClock(Date.now());
  const { broker, client } = await startTestBroker({ clock });
  const receiver = await startReceiver(({ body }) => new Response(null, { status: body === "bad" ? 500 : 200 }));
  const flowControl = { key: "k", parallelism: 1 };
  await client.publish({ url: receiver.url, body: "bad", flowControl, retries: 1, retryDelay: "3600000" });
  await client.publish({ url: receiver.url, body: "good", flowControl });
  await broker.idle();
  expect(receiver.deliveries.map(({ body }) => body)).toEqual(["bad", "good"]);
  expect(broker.counts()).toMatchObject({ delivered: 1, unfinished: 1 });
});

test("never more than ten deliveries run at once, as on the free plan", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startSlowReceiver();
  const bodies = numbered(25);
  await client.batch(bodies.map((body) => ({ url: receiver.url, body })));
  await receiver.until(10);
  expect(await client.flowControl.getGlobalParallelism()).toEqual({ parallelismMax: 10, parallelismCount: 10 });
  await receiver.finish(25);
  await broker.idle();
  expect(receiver.mostOpen()).toBe(10);
  expect(bodiesOf(receiver.deliveries)).toEqual(bodies);
});

test("a queue delivers one after the other in order, and a failing head holds up the rest", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(
    ({ body }) => new Response(null, { status: body === "m01" && receiver.deliveries.length < 4 ? 500 : 200 }),
  );
  const queue = client.queue({ queueName: "line" });
  for (const body of numbered(4)) {
    await queue.enqueue({ url: `${receiver.url}/q?x=1`, body, retryDelay: "1" });
  }
  await broker.idle();
  expect(receiver.deliveries.map(({ body }) => body)).toEqual(["m00", "m01", "m01", "m01", "m02", "m03"]);
  expect(receiver.deliveries[0]?.url).toBe(`${receiver.url}/q?x=1`);
});

test("a queue can be paused, widened, listed and deleted with what waits in it", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startSlowReceiver();
  const queue = client.queue({ queueName: "line" });
  await queue.upsert({ parallelism: 2 });
  await queue.pause();
  for (const body of numbered(4)) await queue.enqueueJSON({ url: receiver.url, body });
  await broker.idle();
  expect(receiver.deliveries).toEqual([]);
  expect(await queue.get()).toMatchObject({ name: "line", parallelism: 2, paused: true, lag: 4 });
  await queue.resume();
  await receiver.until(2);
  expect(await queue.list()).toMatchObject([{ name: "line", paused: false, lag: 4 }]);
  await queue.delete();
  await receiver.finish(2);
  await broker.idle();
  expect(bodiesOf(receiver.deliveries)).toEqual(['"m00"', '"m01"']);
  await expect(queue.get()).rejects.toMatchObject({ status: 404 });
});

test("a repeated deduplication id answers 202 with the first id, and nothing more is delivered", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const message = { url: receiver.url, body: "x", deduplicationId: "job_1-0" };
  const first = await client.publish(message);
  await broker.idle();
  const second = await client.publish({ ...message, body: "y" });
  expect(second).toEqual({ messageId: first.messageId, url: receiver.url, deduplicated: true });
  expect(first).not.toHaveProperty("deduplicated");
  const headers = { "upstash-deduplication-id": "job_1-0" };
  const response = await rawRequest(broker, `/v2/publish/${receiver.url}`, { headers, body: "z" });
  expect(response.status).toBe(202);
  const [inBatch] = await client.batch([message]);
  expect(inBatch).toMatchObject({ messageId: first.messageId, deduplicated: true });
  await broker.idle();
  expect(bodiesOf(receiver.deliveries)).toEqual(["x"]);
});

test("the window of deduplication is ten minutes", async () => {
  const clock = new ManualClock(Date.now());
  const { client } = await startTestBroker({ clock });
  const receiver = await startReceiver();
  const publish = () => client.publish({ url: receiver.url, body: "x", deduplicationId: "d" });
  const first = await publish();
  clock.advance(10 * 60_000 - 1);
  expect(await publish()).toMatchObject({ messageId: first.messageId, deduplicated: true });
  clock.advance(1);
  const later = await publish();
  expect(later).not.toHaveProperty("deduplicated");
  expect(later.messageId).not.toBe(first.messageId);
});

test("content-based deduplication looks at destination, body and forwarded headers", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const base = { url: `${receiver.url}/a`, body: "x", contentBasedDeduplication: true, headers: { "x-n": "1" } };
  const variants = [
    base,
    { ...base, label: "not content" },
    { ...base, url: `${receiver.url}/b` },
    { ...base, body: "y" },
    { ...base, headers: { "x-n": "2" } },
  ];
  const seen: boolean[] = [];
  for (const variant of variants) seen.push("deduplicated" in (await client.publish(variant)));
  await broker.idle();
  expect(seen).toEqual([false, true, false, false, false]);
  expect(receiver.deliveries).toHaveLength(4);
});
