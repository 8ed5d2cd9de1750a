/** Looking at messages and steering them: get, cancel, dead letters, log. */
import { expect, test } from "vitest";
import { ManualClock, rawRequest, startReceiver, startTestBroker } from "./broker-harness.ts";

test("a waiting message can be looked at with all that was asked for", async () => {
  const { client } = await startTestBroker();
  const receiver = await startReceiver();
  const { messageId } = await client.publishJSON({
    url: `${receiver.url}/work`,
    body: { n: 1 },
    headers: { "x-trace": "t1" },
    delay: "1h",
    retries: 5,
    retryDelay: "1000 * (1 + retried)",
    label: ["job_1", "extract"],
    callback: `${receiver.url}/called`,
    failureCallback: `${receiver.url}/failed`,
    flowControl: { key: "k", parallelism: 2, rate: 10, period: "1m" },
  });
  const message = await client.messages.get(messageId);
  expect(message).toMatchObject({
    messageId,
    url: `${receiver.url}/work`,
    method: "POST",
    header: { "Content-Type": ["application/json"], "X-Trace": ["t1"] },
    body: '{"n":1}',
    maxRetries: 5,
    retryDelayExpression: "1000 * (1 + retried)",
    labels: ["job_1", "extract"],
    callback: `${receiver.url}/called`,
    failureCallback: `${receiver.url}/failed`,
    flowControlKey: "k",
    parallelism: 2,
    rate: 10,
    period: 60,
  });
  expect((message.notBefore ?? 0) - message.createdAt).toBe(3_600_000);
});

test("a body that is not UTF-8 is shown, and delivered, as its bytes", async () => {
  const { broker, client } = await startTestBroker();
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  const receiver = await startReceiver(() => new Response(bytes, { status: 500 }));
  const headers = { "upstash-retries": "0", "upstash-failure-callback": `${receiver.url}/failed` };
  await rawRequest(broker, `/v2/publish/${receiver.url}/work`, { headers, body: bytes });
  await broker.idle();
  const { messages } = await client.dlq.listMessages();
  const base64 = bytes.toString("base64");
  expect(messages[0]).toMatchObject({ bodyBase64: base64, responseBodyBase64: base64 });
  expect(JSON.parse(receiver.at("/failed")[0]?.body ?? "")).toMatchObject({ body: base64, sourceBody: base64 });
});

test("redacted fields are hidden from the API and delivered in full", async () => {
  const clock = new ManualClock(Date.now());
  const { broker, client } = await startTestBroker({ clock });
  const receiver = await startReceiver();
  const { messageId } = await client.publish({
    url: receiver.url,
    body: "secret",
    headers: { authorization: "Bearer mine", "x-trace": "t1" },
    redact: { body: true, header: ["Authorization"] },
    delay: "1s",
  });
  const message = await client.messages.get(messageId);
  expect(message.body).toMatch(/^REDACTED:[0-9a-f]{64}$/);
  expect(message.header?.Authorization?.[0]).toMatch(/^REDACTED:/);
  expect(message.header?.["X-Trace"]).toEqual(["t1"]);
  clock.advance(1000);
  await broker.idle();
  expect(receiver.deliveries[0]?.body).toBe("secret");
  expect(receiver.deliveries[0]?.headers.get("authorization")).toBe("Bearer mine");
});

test("a cancelled message is never delivered and no longer known", async () => {
  const clock = new ManualClock(Date.now());
  const { broker, client } = await startTestBroker({ clock });
  const receiver = await startReceiver();
  const { messageId } = await client.publish({ url: receiver.url, body: "no", delay: "1s" });
  await client.publish({ url: receiver.url, body: "yes", delay: "1s" });
  expect(await client.messages.cancel(messageId)).toEqual({ cancelled: 1 });
  await expect(client.messages.get(messageId)).rejects.toMatchObject({ status: 404 });
  await expect(client.messages.cancel(messageId)).rejects.toMatchObject({ status: 404 });
  clock.advance(1000);
  await broker.idle();
  expect(receiver.deliveries.map(({ body }) => body)).toEqual(["yes"]);
});

test("everything with one of the labels is cancelled in one call, whatever count says", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const publish = (label: string[]) => client.publish({ url: receiver.url, label, delay: "1h" });
  for (const label of [["job_1", "a"], ["job_1"], ["job_2"], ["job_12"], []]) await publish(label);
  expect(await client.messages.cancel({ filter: { label: "job_1" }, count: 1 })).toEqual({ cancelled: 2 });
  expect(await client.messages.cancel({ filter: { label: "job_1" } })).toEqual({ cancelled: 0 });
  expect(await client.messages.cancel({ filter: { label: ["job_2", "job_3"] } })).toEqual({ cancelled: 1 });
  expect(broker.counts().unfinished).toBe(2);
  expect(await client.messages.cancel({ all: true })).toEqual({ cancelled: 2 });
  expect(broker.counts().unfinished).toBe(0);
});

test("messages are cancelled by their ids, and filters add up", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const flowControl = { key: "k", parallelism: 1 };
  const ids: string[] = [];
  for (const path of ["/a", "/b", "/a", "/b"]) {
    const url = `${receiver.url}${path}`;
    const extra = ids.length < 2 ? { flowControl } : {};
    ids.push((await client.publish({ url, delay: "1h", ...extra })).messageId);
  }
  const filter = { url: `${receiver.url}/a`, flowControlKey: "k" };
  expect(await client.messages.cancel({ filter })).toEqual({ cancelled: 1 });
  expect(await client.messages.cancel([ids[0] ?? "", ids[1] ?? ""])).toEqual({ cancelled: 1 });
  expect(await client.messages.cancel({ filter: { path: "/b" } })).toEqual({ cancelled: 1 });
  expect(broker.counts().unfinished).toBe(1);
});

test("cancelling an attempt in flight does not abort it, but nothing follows its failure", async () => {
  const { broker, client } = await startTestBroker();
  let release: (response: Response) => void = () => {};
  const answer = new Promise<Response>((resolve) => {
    release = resolve;
  });
  const receiver = await startReceiver(() => answer);
  const { messageId } = await client.publish({
    url: receiver.url,
    retryDelay: "1",
    failureCallback: `${receiver.url}/failed`,
  });
  await receiver.until(1);
  expect(await client.messages.cancel(messageId)).toEqual({ cancelled: 1 });
  expect(broker.counts().inFlight).toBe(1);
  release(new Response("no", { status: 500 }));
  await broker.idle();
  expect(receiver.deliveries).toHaveLength(1);
  expect(broker.counts()).toMatchObject({ deadLetters: 0, unfinished: 0 });
  const { logs } = await client.logs({ messageIds: [messageId] });
  expect(logs.map(({ state }) => state)).toEqual(["CANCELED", "ERROR", "CANCEL_REQUESTED", "ACTIVE", "CREATED"]);
});

/** A broker with dead letters of the given labels, and a receiver that can be mended. */
async function startWithDeadLetters(labels: readonly string[]) {
  const { broker, client } = await startTestBroker();
  let isBroken = true;
  const receiver = await startReceiver(({ path }) =>
    isBroken ? new Response("broken", { status: Number(path.slice(1)) }) : new Response("ok"),
  );
  for (const [index, label] of labels.entries()) {
    await client.publish({ url: `${receiver.url}/${500 + index}`, body: label, label, retries: 0 });
    await broker.idle();
  }
  const mend = () => {
    isBroken = false;
  };
  return { broker, client, receiver, mend };
}

test("dead letters are listed with the answer that killed them, filtered and in pages", async () => {
  const { broker, client } = await startWithDeadLetters(["a", "b", "a"]);
  const { messages } = await client.dlq.listMessages();
  expect(messages.map(({ body, label, responseStatus }) => [body, label, responseStatus])).toEqual([
    ["a", "a", 500],
    ["b", "b", 501],
    ["a", "a", 502],
  ]);
  const byLabel = await client.dlq.listMessages({ filter: { label: "a" } });
  expect(byLabel.messages.map(({ responseStatus }) => responseStatus)).toEqual([500, 502]);
  const byStatus = await client.dlq.listMessages({ filter: { responseStatus: [501, 502] } });
  expect(byStatus.messages.map(({ body }) => body)).toEqual(["b", "a"]);
  const first = await client.dlq.listMessages({ count: 2 });
  expect(first.messages).toHaveLength(2);
  const second = await client.dlq.listMessages({ count: 2, cursor: first.cursor ?? "" });
  expect(second.messages.map(({ responseStatus }) => responseStatus)).toEqual([502]);
  expect(second.cursor).toBeUndefined();
  const one = await rawRequest(broker, `/v2/dlq/${messages[1]?.dlqId}`, { method: "GET" });
  expect(await one.json()).toMatchObject({ dlqId: messages[1]?.dlqId, body: "b", responseBody: "broken" });
});

test("dead letters are deleted by id, by filter, or all", async () => {
  const { broker, client } = await startWithDeadLetters(["a", "b", "a", "c"]);
  const { messages } = await client.dlq.listMessages({ filter: { label: "b" } });
  const dlqId = messages[0]?.dlqId ?? "";
  expect(await client.dlq.delete(dlqId)).toEqual({ deleted: 1 });
  await expect(client.dlq.delete(dlqId)).rejects.toMatchObject({ status: 404 });
  expect(await client.dlq.delete({ filter: { label: "a" } })).toEqual({ deleted: 2 });
  expect(await client.dlq.delete({ all: true })).toEqual({ deleted: 1 });
  expect(broker.counts().deadLetters).toBe(0);
});

test("a dead letter is retried as a new message, and leaves the list", async () => {
  const { broker, client, receiver, mend } = await startWithDeadLetters(["a", "b"]);
  const [first, second] = (await client.dlq.listMessages()).messages;
  mend();
  const { responses } = await client.dlq.retry([first?.dlqId ?? ""]);
  await broker.idle();
  expect(responses).toMatchObject([{ messageId: expect.stringMatching(/^msg_/) }]);
  expect(responses[0]?.messageId).not.toBe(first?.messageId);
  const redelivered = receiver.deliveries.at(-1);
  expect(redelivered).toMatchObject({ path: "/500", body: "a" });
  expect(redelivered?.headers.get("upstash-retried")).toBe("0");
  expect((await client.dlq.listMessages()).messages.map(({ dlqId }) => dlqId)).toEqual([second?.dlqId]);
  expect((await client.dlq.retry({ filter: { label: "b" } })).responses).toHaveLength(1);
  await broker.idle();
  expect(broker.counts()).toMatchObject({ deadLetters: 0, delivered: 2 });
});

test("retrying a dead letter that is not there is refused, and the others stay", async () => {
  const { broker, client } = await startWithDeadLetters(["a"]);
  const { messages } = await client.dlq.listMessages();
  await expect(client.dlq.retry([messages[0]?.dlqId ?? "", "0-99"])).rejects.toMatchObject({ status: 404 });
  expect(broker.counts()).toMatchObject({ deadLetters: 1, unfinished: 0 });
});

test("the log tells the life of a message, newest first, with errors and times", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver((_, index) => new Response(null, { status: index === 0 ? 503 : 200 }));
  const { messageId } = await client.publish({ url: receiver.url, retryDelay: "1", label: "job_1" });
  await broker.idle();
  await client.publish({ url: receiver.url, label: "job_2" });
  await broker.idle();
  const { logs } = await client.logs({ filter: { label: "job_1" } });
  expect(logs.map(({ state }) => state)).toEqual(["DELIVERED", "ACTIVE", "RETRY", "ERROR", "ACTIVE", "CREATED"]);
  expect(new Set(logs.map((log) => log.messageId))).toEqual(new Set([messageId]));
  expect(logs[3]).toMatchObject({ error: "the destination answered 503", responseStatus: 503, url: receiver.url });
  const retry = logs[2];
  expect((retry?.nextDeliveryTime ?? 0) - (retry?.time ?? 0)).toBe(1);
  const delivered = await client.logs({ filter: { state: "DELIVERED" } });
  expect(delivered.logs.map(({ label }) => label)).toEqual(["job_2", "job_1"]);
});

test("the log is read in pages that neither repeat nor skip", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  await client.batch([1, 2, 3].map((n) => ({ url: receiver.url, body: String(n) })));
  await broker.idle();
  const whole = await client.logs();
  expect(whole.logs).toHaveLength(9);
  expect(whole.cursor).toBeUndefined();
  const paged: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.logs({ count: 4, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.logs.length).toBeLessThanOrEqual(4);
    paged.push(...page.logs);
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(paged).toEqual(whole.logs);
});

test("an address that the broker does not know answers 404 in JSON", async () => {
  const { broker } = await startTestBroker();
  const response = await rawRequest(broker, "/v2/topics/x", { method: "GET" });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: "GET /v2/topics/x is unknown to this broker" });
});
