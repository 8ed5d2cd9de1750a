/** What a broker has written down, a later one goes on with: messages, retries, dead letters, schedules, what it has seen. */
import { Client } from "@upstash/qstash";
import { expect, it, onTestFinished } from "vitest";
import { type BrokerHandle, startBroker } from "../../dev/broker/start-broker.ts";
import { openInProcessEngine } from "../../dev/redis/in-process/in-process-engine.ts";
import { type RedisEngine, RedisError } from "../../dev/redis/redis-engine.ts";
import { RedisJournal, readJournal } from "../../server/redis-journal.ts";
import { closedUrl, startReceiver } from "./broker-harness.ts";

async function openEngine(): Promise<RedisEngine> {
  const engine = await openInProcessEngine();
  onTestFinished(() => engine.close());
  return engine;
}

/** A broker that takes up what is in this Redis, and its client. */
async function startWith(engine: RedisEngine): Promise<{ broker: BrokerHandle; client: Client }> {
  const broker = await startBroker({ journal: new RedisJournal(engine, () => {}) });
  onTestFinished(() => broker.close());
  broker.restore(await readJournal(engine));
  return { broker, client: new Client({ baseUrl: broker.url, token: broker.token, retry: false }) };
}

it("delivers what was accepted and not delivered, as it was: body, headers, label", async () => {
  const engine = await openEngine();
  const first = await startWith(engine);
  const receiver = await startReceiver();
  const { messageId } = await first.client.publish({
    url: `${receiver.url}/later`,
    body: "bytes: \u00fc\u0000",
    headers: { "x-kept": "yes" },
    label: "kept",
    notBefore: Math.floor(Date.now() / 1000) + 2,
  });
  await first.broker.close();
  expect(receiver.deliveries).toHaveLength(0);
  await startWith(engine);
  const [delivery] = await receiver.until(1);
  expect(delivery).toMatchObject({ path: "/later", body: "bytes: \u00fc\u0000" });
  expect(delivery?.headers.get("x-kept")).toBe("yes");
  expect(delivery?.headers.get("upstash-message-id")).toBe(messageId);
  expect(delivery?.headers.get("upstash-label")).toBe("kept");
});

it("goes on counting retries where the broker before it had stopped", async () => {
  const engine = await openEngine();
  const first = await startWith(engine);
  const receiver = await startReceiver((_, index) => new Response(null, { status: index === 0 ? 500 : 200 }));
  await first.client.publish({ url: receiver.url, retries: 3, retryDelay: "1000 + retried" });
  await receiver.until(1);
  await expect.poll(async () => (await readJournal(engine)).messages.size).toBe(1);
  await expect.poll(async () => [...(await readJournal(engine)).messages.values()][0]).toMatchObject({ retried: 1 });
  await first.broker.close();
  await startWith(engine);
  const [, second] = await receiver.until(2);
  expect(second?.headers.get("upstash-retried")).toBe("1");
});

it("forgets what was delivered", async () => {
  const engine = await openEngine();
  const { client } = await startWith(engine);
  const receiver = await startReceiver();
  await client.publish({ url: receiver.url });
  await receiver.until(1);
  await expect.poll(async () => (await readJournal(engine)).messages.size).toBe(0);
});

it("keeps dead letters, and what is deleted of them stays deleted", async () => {
  const engine = await openEngine();
  const first = await startWith(engine);
  const url = await closedUrl();
  await first.client.publish({ url, retries: 0, body: "one" });
  await first.client.publish({ url, retries: 0, body: "two" });
  await first.broker.idle();
  await expect.poll(async () => (await readJournal(engine)).deadLetters.size).toBe(2);
  await first.broker.close();
  const second = await startWith(engine);
  const { messages } = await second.client.dlq.listMessages();
  expect(messages.map(({ body }) => body).sort()).toEqual(["one", "two"]);
  await second.client.dlq.delete(messages[0]?.dlqId ?? "");
  await second.broker.close();
  const third = await startWith(engine);
  expect((await third.client.dlq.listMessages()).messages).toHaveLength(1);
});

it("keeps schedules, their pauses too, and what it has seen", async () => {
  const engine = await openEngine();
  const first = await startWith(engine);
  const receiver = await startReceiver();
  await first.client.schedules.create({ scheduleId: "kept", destination: receiver.url, cron: "0 0 1 1 *", body: "b" });
  await first.client.schedules.pause({ schedule: "kept" });
  const sent = { url: receiver.url, deduplicationId: "once" };
  const { messageId } = await first.client.publish(sent);
  await receiver.until(1);
  await expect.poll(async () => (await readJournal(engine)).messages.size).toBe(0);
  await first.broker.close();
  const second = await startWith(engine);
  expect(await second.client.schedules.get("kept")).toMatchObject({ cron: "0 0 1 1 *", isPaused: true });
  expect(await second.client.publish(sent)).toMatchObject({ messageId, deduplicated: true });
  await second.broker.idle();
  expect(receiver.deliveries).toHaveLength(1);
});

it("accepts no message that it could not write down", async () => {
  const engine = await openEngine();
  const full = new RedisError("OOM command not allowed when used memory > 'maxmemory'.");
  const broker = await startBroker({
    journal: new RedisJournal({ ...engine, transaction: async () => full }, () => {}),
  });
  onTestFinished(() => broker.close());
  const client = new Client({ baseUrl: broker.url, token: broker.token, retry: false });
  await expect(client.publish({ url: await closedUrl(), delay: 60 })).rejects.toMatchObject({ status: 500 });
});

it("stops delivering when it is drained, waits for what runs, and still takes messages for later", async () => {
  const engine = await openEngine();
  const { broker, client } = await startWith(engine);
  const { promise, resolve } = Promise.withResolvers<void>();
  const receiver = await startReceiver(async () => {
    await promise;
    return new Response();
  });
  await client.publish({ url: receiver.url });
  await receiver.until(1);
  let drained = false;
  const draining = broker.drain(10_000).then(() => {
    drained = true;
  });
  await client.publish({ url: `${receiver.url}/later` });
  expect(drained).toBe(false);
  resolve();
  await draining;
  await expect.poll(async () => (await readJournal(engine)).messages.size).toBe(1);
  expect(receiver.deliveries).toHaveLength(1);
});
