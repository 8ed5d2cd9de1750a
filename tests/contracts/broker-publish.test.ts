/** Publishing through the real client, and the signature that the real receiver checks. */
import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { DEV_CREDENTIALS } from "../../dev/broker/start-broker.ts";
import { clientOf, rawRequest, receiverOf, startReceiver, startTestBroker } from "./broker-harness.ts";

test("publishJSON delivers the body, the forwarded headers and QStash's own", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const url = `${receiver.url}/api/work?x=1&y=a%20b`;
  const { messageId } = await client.publishJSON({
    url,
    body: { hello: "wörld" },
    headers: { "X-Trace": "t1", Authorization: "Bearer mine" },
    label: ["job_1", "extract"],
  });
  await broker.idle();
  expect(messageId).toMatch(/^msg_/);
  expect(receiver.deliveries).toHaveLength(1);
  const [delivery] = receiver.deliveries;
  expect(delivery).toMatchObject({ url, method: "POST", body: '{"hello":"wörld"}' });
  expect(Object.fromEntries(delivery?.headers ?? [])).toMatchObject({
    "content-type": "application/json",
    "x-trace": "t1",
    authorization: "Bearer mine",
    "user-agent": "Upstash-QStash",
    "upstash-message-id": messageId,
    "upstash-retried": "0",
    "upstash-label": "job_1,extract",
  });
  expect(broker.counts()).toEqual({ unfinished: 0, inFlight: 0, delivered: 1, deadLetters: 0, schedules: 0 });
});

test("the receiver accepts a delivery for its url and body, and for nothing else", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const url = `${receiver.url}/api/work?x=1`;
  await client.publishJSON({ url, body: { n: 1 } });
  await broker.idle();
  const [delivery] = receiver.deliveries;
  const signature = delivery?.headers.get("upstash-signature") ?? "";
  const body = delivery?.body ?? "";
  const verifier = receiverOf(broker);
  await expect(verifier.verify({ signature, body, url })).resolves.toBe(true);
  await expect(verifier.verify({ signature, body, url: `${receiver.url}/api/work` })).rejects.toThrow(
    "invalid subject",
  );
  await expect(verifier.verify({ signature, body: `${body} `, url })).rejects.toThrow("body hash");
  const stranger = receiverOf({ currentSigningKey: "sig_other", nextSigningKey: "sig_another" });
  await expect(stranger.verify({ signature, body, url })).rejects.toThrow("signature verification failed");
});

test("the signature carries the claims that QStash documents", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  await client.publish({ url: receiver.url, body: "text" });
  await client.publish({ url: receiver.url, body: "text" });
  await broker.idle();
  const [first, second] = receiver.deliveries.map((d) => decodeJwt(d.headers.get("upstash-signature") ?? ""));
  expect(first).toMatchObject({
    iss: "Upstash",
    sub: receiver.url,
    body: createHash("sha256").update("text").digest("base64url"),
  });
  expect(first?.nbf).toBe(first?.iat);
  expect((first?.exp ?? 0) - (first?.iat ?? 0)).toBe(300);
  expect(first?.jti).not.toBe(second?.jti);
});

test("a receiver in the middle of a key rotation accepts its current and its next key", async () => {
  const { currentSigningKey, nextSigningKey } = DEV_CREDENTIALS;
  const verifier = receiverOf(DEV_CREDENTIALS);
  const receiver = await startReceiver();
  for (const signingKey of [currentSigningKey, nextSigningKey]) {
    const { broker, client } = await startTestBroker({ currentSigningKey: signingKey, nextSigningKey: "sig_later" });
    await client.publish({ url: receiver.url, body: signingKey });
    await broker.idle();
  }
  expect(receiver.deliveries.map(({ body }) => body)).toEqual([currentSigningKey, nextSigningKey]);
  for (const { headers, body } of receiver.deliveries) {
    const signature = headers.get("upstash-signature") ?? "";
    await expect(verifier.verify({ signature, body, url: receiver.url })).resolves.toBe(true);
  }
});

test("bytes, method and content type arrive as they were sent", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  await client.publish({ url: receiver.url, body: "a=1", method: "PUT", headers: { "content-type": "text/x" } });
  await client.publish({ url: `${receiver.url}/get`, method: "GET" });
  await broker.idle();
  expect(receiver.at("/")[0]).toMatchObject({ method: "PUT", body: "a=1" });
  expect(receiver.at("/")[0]?.headers.get("content-type")).toBe("text/x");
  expect(receiver.at("/get")[0]).toMatchObject({ method: "GET", body: "" });
});

test("batchJSON delivers every message with its own options", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const responses = await client.batchJSON([
    { url: `${receiver.url}/a`, body: { n: 1 }, label: "one" },
    { url: `${receiver.url}/b?q=2`, body: { n: 2 }, headers: { "x-n": "2" } },
    { url: `${receiver.url}/c`, body: { n: 3 }, queueName: "line" },
  ]);
  await broker.idle();
  expect(receiver.at("/a")[0]?.body).toBe('{"n":1}');
  expect(receiver.at("/b")[0]).toMatchObject({ url: `${receiver.url}/b?q=2`, body: '{"n":2}' });
  expect(receiver.at("/b")[0]?.headers.get("x-n")).toBe("2");
  expect(receiver.at("/c")[0]?.body).toBe('{"n":3}');
  const ids = ["/a", "/b", "/c"].map((path) => receiver.at(path)[0]?.headers.get("upstash-message-id"));
  expect(responses.map((response) => response.messageId)).toEqual(ids);
  await expect(client.queue({ queueName: "line" }).get()).resolves.toMatchObject({ name: "line", lag: 0 });
});

test("a batch with one bad message is refused as a whole", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const batch = client.batchJSON([
    { url: receiver.url, body: 1 },
    { url: "https://example.com/", body: 2 },
  ]);
  await expect(batch).rejects.toMatchObject({ status: 400 });
  await broker.idle();
  expect(receiver.deliveries).toEqual([]);
});

test.each(["not json", "{}", '[{"body":"x"}]', '[{"destination":"http://localhost/","headers":{"a b":"c"}}]'])(
  "the batch %s is refused with 400",
  async (body) => {
    const { broker } = await startTestBroker();
    const response = await rawRequest(broker, "/v2/batch", { body });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringContaining("invalid batch") });
  },
);

test("localhost is a destination too, and is signed for as it was written", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const url = receiver.url.replace("127.0.0.1", "localhost");
  await client.publish({ url, body: "x" });
  await broker.idle();
  const signature = receiver.deliveries[0]?.headers.get("upstash-signature") ?? "";
  await expect(receiverOf(broker).verify({ signature, body: "x", url })).resolves.toBe(true);
});

test("a wrong token is refused with 401 and an error in JSON", async () => {
  const { broker } = await startTestBroker();
  const receiver = await startReceiver();
  const client = clientOf({ url: broker.url, token: "wrong" });
  await expect(client.publish({ url: receiver.url })).rejects.toMatchObject({ name: "QstashError", status: 401 });
  const response = await rawRequest(broker, "/v2/keys", { method: "GET", headers: { authorization: "Basic x" } });
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ error: expect.stringContaining("invalid token") });
  expect(broker.counts().unfinished).toBe(0);
});

test.each([
  ["a host elsewhere", "https://example.com/x", {}],
  ["a host that only looks local", "http://127.0.0.1.example.com/", {}],
  ["a host that ends like a local one", "http://notlocalhost/", {}],
  ["a local name as user of another host", "http://127.0.0.1@example.com/", {}],
  ["no URL", "my-group", {}],
  ["another scheme", "ftp://127.0.0.1/", {}],
  ["an unknown function in the retry delay", "", { "upstash-retry-delay": "sleep(1000)" }],
  ["an unknown variable in the retry delay", "", { "upstash-retry-delay": "attempt * 1000" }],
  ["half a retry delay", "", { "upstash-retry-delay": "1000 *" }],
  ["property access in the retry delay", "", { "upstash-retry-delay": "retried.constructor" }],
  ["a delay without a unit", "", { "upstash-delay": "5" }],
  ["a date as not-before", "", { "upstash-not-before": "2030-01-01" }],
  ["negative retries", "", { "upstash-retries": "-1" }],
  ["an unknown method", "", { "upstash-method": "TRACE" }],
  ["flow control without a value", "", { "upstash-flow-control-key": "k" }],
  ["flow control of nothing", "", { "upstash-flow-control-key": "k", "upstash-flow-control-value": "parallelism=0" }],
  ["a callback elsewhere", "", { "upstash-callback": "https://example.com/" }],
  ["a bad option of a callback", "", { "upstash-callback": "http://localhost/", "upstash-callback-retries": "many" }],
])("%s is refused with 400", async (_what, destination, headers) => {
  const { broker } = await startTestBroker();
  const receiver = await startReceiver();
  const response = await rawRequest(broker, `/v2/publish/${destination || receiver.url}`, { headers, body: "x" });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: expect.stringMatching(/.{10}/) });
  await broker.idle();
  expect(receiver.deliveries).toEqual([]);
});

test("a message of one megabyte passes, a byte more is refused with 413", async () => {
  const { broker, client } = await startTestBroker();
  const receiver = await startReceiver();
  const megabyte = "x".repeat(1024 * 1024);
  await client.publish({ url: receiver.url, body: megabyte });
  await expect(client.publish({ url: receiver.url, body: `${megabyte}x` })).rejects.toMatchObject({ status: 413 });
  await broker.idle();
  expect(receiver.deliveries.map(({ body }) => body.length)).toEqual([megabyte.length]);
});

test("the signing keys can be read", async () => {
  const { broker } = await startTestBroker({ currentSigningKey: "sig_a", nextSigningKey: "sig_b" });
  const response = await rawRequest(broker, "/v2/keys", { method: "GET" });
  expect(await response.json()).toEqual({ current: "sig_a", next: "sig_b" });
});
