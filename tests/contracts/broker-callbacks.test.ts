/** Callbacks: what they tell, when they come, and that they are messages of their own. */
import { expect, test } from "vitest";
import { closedUrl, receiverOf, startReceiver, startTestBroker } from "./broker-harness.ts";

const decode = (base64: string) => Buffer.from(base64, "base64").toString();

test("a failure callback comes once, after the last attempt, with everything about it", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(({ path }) =>
    path === "/work" ? new Response("broken", { status: 503, headers: { "x-why": "disk" } }) : new Response("ok"),
  );
  const before = Date.now();
  const { messageId } = await client.publishJSON({
    url: `${receiver.url}/work`,
    body: { range: [1, 5] },
    headers: { "x-trace": "t1" },
    retries: 2,
    retryDelay: "1",
    failureCallback: `${receiver.url}/failed?job=7`,
  });
  await broker.idle();
  expect(receiver.at("/work")).toHaveLength(3);
  expect(receiver.at("/failed")).toHaveLength(1);
  const [callback] = receiver.at("/failed");
  expect(callback).toMatchObject({ method: "POST", url: `${receiver.url}/failed?job=7` });
  expect(callback?.headers.get("content-type")).toBe("application/json");
  const content = JSON.parse(callback?.body ?? "");
  const { messages } = await client.dlq.listMessages();
  expect(content).toMatchObject({
    status: 503,
    retried: 2,
    maxRetries: 2,
    sourceMessageId: messageId,
    url: `${receiver.url}/work`,
    method: "POST",
    dlqId: messages[0]?.dlqId,
    callerIP: "127.0.0.1",
  });
  expect(content.header["X-Why"]).toEqual(["disk"]);
  expect(content.sourceHeader).toMatchObject({ "Content-Type": ["application/json"], "X-Trace": ["t1"] });
  expect(decode(content.body)).toBe("broken");
  expect(decode(content.sourceBody)).toBe('{"range":[1,5]}');
  expect(content.createdAt).toBeGreaterThanOrEqual(before);
  expect(content.notBefore).toBeGreaterThanOrEqual(content.createdAt);
});

test("callbacks are signed for their own url and body", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(({ path }) => new Response(null, { status: path === "/work" ? 500 : 200 }));
  await client.publish({
    url: `${receiver.url}/work`,
    retries: 0,
    callback: `${receiver.url}/called`,
    failureCallback: `${receiver.url}/failed`,
  });
  await broker.idle();
  const callbacks = [...receiver.at("/called"), ...receiver.at("/failed")];
  expect(callbacks.map(({ path }) => path)).toEqual(["/called", "/failed"]);
  for (const { url, body, headers } of callbacks) {
    const signature = headers.get("upstash-signature") ?? "";
    await expect(receiverOf(broker).verify({ signature, body, url })).resolves.toBe(true);
  }
});

test("a callback comes after every attempt, the failed and the successful", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(({ path }) => {
    if (path !== "/work") return new Response("ok");
    return receiver.at("/work").length < 3 ? new Response("not yet", { status: 500 }) : Response.json({ done: true });
  });
  await client.publish({ url: `${receiver.url}/work`, retryDelay: "30", callback: `${receiver.url}/called` });
  await broker.idle();
  const contents = receiver.at("/called").map(({ body }) => JSON.parse(body));
  expect(contents.map(({ status, retried, maxRetries, body }) => [status, retried, maxRetries, decode(body)])).toEqual([
    [500, 0, 3, "not yet"],
    [500, 1, 3, "not yet"],
    [200, 2, 3, '{"done":true}'],
  ]);
  expect(contents.some((content) => "dlqId" in content)).toBe(false);
});

test("a message that is delivered has no failure callback", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(({ path }) =>
    path === "/work" && receiver.deliveries.length < 2 ? new Response(null, { status: 500 }) : new Response("ok"),
  );
  await client.publish({ url: `${receiver.url}/work`, retryDelay: "1", failureCallback: `${receiver.url}/failed` });
  await broker.idle();
  expect(receiver.deliveries.map(({ path }) => path)).toEqual(["/work", "/work"]);
});

test("a callback has options of its own", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(() => new Response(null, { status: 500 }));
  await client.publish({
    url: `${receiver.url}/work`,
    retries: 0,
    failureCallback: `${receiver.url}/failed`,
    headers: {
      "upstash-failure-callback-method": "PUT",
      "upstash-failure-callback-retries": "1",
      "upstash-failure-callback-retry-delay": "1",
      "upstash-failure-callback-forward-x-job": "job_7",
    },
  });
  await broker.idle();
  expect(receiver.at("/work")).toHaveLength(1);
  const failed = receiver.at("/failed");
  expect(failed.map(({ method, headers }) => [method, headers.get("x-job"), headers.get("upstash-retried")])).toEqual([
    ["PUT", "job_7", "0"],
    ["PUT", "job_7", "1"],
  ]);
  expect(receiver.at("/work")[0]?.headers.get("x-job")).toBeNull();
  const { messages } = await client.dlq.listMessages();
  expect(messages.map(({ url }) => url)).toEqual([`${receiver.url}/work`, `${receiver.url}/failed`]);
});

test("a callback takes its retries from its message", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver(() => new Response(null, { status: 500 }));
  await client.publish({
    url: `${receiver.url}/work`,
    retries: 1,
    retryDelay: "1",
    failureCallback: `${receiver.url}/failed`,
    headers: { "upstash-failure-callback-retry-delay": "1" },
  });
  await broker.idle();
  expect(receiver.at("/work")).toHaveLength(2);
  expect(receiver.at("/failed")).toHaveLength(2);
});

test("when nobody answers, the callback says so with status 0 and the reason", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const url = await closedUrl();
  await client.publish({ url, retries: 0, failureCallback: receiver.url });
  await broker.idle();
  const content = JSON.parse(receiver.deliveries[0]?.body ?? "");
  expect(content).toMatchObject({ status: 0, header: {}, url });
  expect(decode(content.body)).toContain("ECONNREFUSED");
});
