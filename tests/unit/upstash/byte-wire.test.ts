/** Pieces on the wire to Redis: what goes out and what is made of answers. The network is a double. */
import { createHash, randomBytes } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answeredResult, answeredTexts } from "../../../lib/upstash/byte-answer.ts";
import { commandBody } from "../../../lib/upstash/byte-command.ts";
import { createRedisClient } from "../../../lib/upstash/redis-client.ts";

const ENDPOINT = { url: "https://kv.example", token: "token" };

interface Asked {
  readonly command: readonly string[];
  readonly headers: Headers;
}

/** Answers one request after the other; an error stands for a broken connection. */
function answerWith(...answers: readonly (Response | Error)[]): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (_: string, { body, headers }: RequestInit) => {
    const command = JSON.parse(Buffer.from(body as Uint8Array).toString()) as string[];
    asked.push({ command, headers: new Headers(headers) });
    const answer = answers[asked.length - 1];
    if (answer === undefined || answer instanceof Error) throw answer ?? new TypeError("fetch failed");
    return answer;
  });
  return asked;
}

const texts = (list: readonly (Buffer | null)[]) => list.map((text) => text?.toString() ?? null);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("A command with bytes in it", () => {
  it.each([0, 1, 2, 3, 24_575, 24_576, 24_577, 262_172])("carries %i bytes as base64", (size) => {
    const bytes = randomBytes(size);
    const body = commandBody(["set", 'a "key"\n ü', { sizeBytes: size, bytes: () => bytes }, "end"]);
    expect(JSON.parse(body.toString())).toEqual(["set", 'a "key"\n ü', bytes.toString("base64"), "end"]);
  });

  it("takes the bytes when their turn comes, so that all may be in the same memory", () => {
    const memory = Buffer.alloc(1);
    const late = (value: number) => ({ sizeBytes: 1, bytes: () => memory.fill(value) });
    expect(JSON.parse(commandBody([late(1), late(2)]).toString())).toEqual(["AQ==", "Ag=="]);
  });
});

describe("An answer", () => {
  it.each([
    ['{"result":["QQ==",null,""]}', ["QQ==", null, ""]],
    ['{"result":["QQ=="]}\n', ["QQ=="]],
    ['{ "result": [ "QQ==", null ] }', ["QQ==", null]],
    [String.raw`{"result":["a\/b="]}`, ["a/b="]],
    ['{"result":[null]}', [null]],
    ['{"result":[]}', []],
  ])("that is a list of texts is read: %s", (body, list) => {
    expect(texts(answeredTexts(Buffer.from(body)))).toEqual(list);
  });

  it.each([
    ["", "The answer is no JSON."],
    ["<html>Bad Gateway</html>", "The answer is no JSON."],
    ['{"result":["QQ', "The answer is no JSON."],
    ['{"result":["QQ=="', "The answer is no JSON."],
    ['{"result":["QQ==",', "The answer is no JSON."],
    ['{"result":["QQ=="]', "The answer is no JSON."],
    ['{"result":null}', "The answer is no list."],
    ['{"result":"QQ=="}', "The answer is no list."],
    ['{"error":"WRONGTYPE of key"}', "WRONGTYPE of key"],
    ["[]", "The answer has no result."],
    ["null", "The answer has no result."],
  ])("that is no such list is an error: %s", (body, message) => {
    expect(() => answeredTexts(Buffer.from(body))).toThrow(message);
  });

  it("without a result is none", () => {
    expect(answeredResult(Buffer.from('{"result":null}'))).toBeNull();
    expect(() => answeredResult(Buffer.from("{}"))).toThrow("The answer has no result.");
  });
});

describe("The wire for bytes", () => {
  it("reads fields of a hash, and says who asks and what was written last", async () => {
    const redis = createRedisClient(ENDPOINT);
    const asked = answerWith(
      Response.json({ result: ["QQ==", null] }, { headers: { "upstash-sync-token": "mark" } }),
      Response.json({ result: [] }),
    );
    expect(texts(await redis.bytes.hashTexts("k", ["0", "1"]))).toEqual(["QQ==", null]);
    expect(redis.readYourWritesSyncToken).toBe("mark");
    await redis.bytes.hashTexts("k", []);
    expect(asked.map(({ command }) => command)).toEqual([
      ["hmget", "k", "0", "1"],
      ["hmget", "k"],
    ]);
    expect(asked.map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer token", "Bearer token"]);
    expect(asked.map(({ headers }) => headers.get("upstash-sync-token"))).toEqual(["", "mark"]);
  });

  it("sends a script by its digest, and whole to a server that does not know it", async () => {
    const redis = createRedisClient(ENDPOINT);
    const unknown = Response.json({ error: "NOSCRIPT No matching script. Please use EVAL." }, { status: 400 });
    const asked = answerWith(unknown, Response.json({ result: "open" }));
    const bytes = { sizeBytes: 1, bytes: () => Buffer.of(1) };
    expect(await redis.bytes.run("return 1", ["k"], ["a", bytes])).toBe("open");
    const sha1 = createHash("sha1").update("return 1").digest("hex");
    expect(asked.map(({ command }) => command)).toEqual([
      ["evalsha", sha1, "1", "k", "a", "AQ=="],
      ["eval", "return 1", "1", "k", "a", "AQ=="],
    ]);
  });

  it("sends again when the connection breaks, four times in all", async () => {
    const broken = new TypeError("fetch failed");
    const redis = createRedisClient(ENDPOINT);
    const asked = answerWith(broken, broken, broken, Response.json({ result: ["QQ=="] }));
    expect(texts(await redis.bytes.hashTexts("k", ["0"]))).toEqual(["QQ=="]);
    expect(asked).toHaveLength(4);
    answerWith(broken, broken, broken, broken, Response.json({ result: [] }));
    await expect(redis.bytes.hashTexts("k", ["0"])).rejects.toBe(broken);
  });

  it("does not send again what was answered with an error", async () => {
    const redis = createRedisClient(ENDPOINT);
    const asked = answerWith(Response.json({ error: "ERR out of order" }, { status: 500 }));
    await expect(redis.bytes.hashTexts("k", ["0"])).rejects.toThrow("ERR out of order");
    expect(asked).toHaveLength(1);
  });

  it("gives up when the deadline has passed", async () => {
    const redis = createRedisClient(ENDPOINT);
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort(new DOMException("late", "TimeoutError")));
    vi.stubGlobal("fetch", async (_: string, { signal }: RequestInit) => signal?.throwIfAborted());
    await expect(redis.bytes.hashTexts("k", ["0"])).rejects.toMatchObject({ name: "TimeoutError" });
    vi.restoreAllMocks();
  });
});
