/** The store's guard, with the real client in front of a network that fails. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { createJsonLog } from "../../../lib/json-log.ts";
import { guardStore } from "../../../lib/upstash/guard-store.ts";
import { createRedisClient } from "../../../lib/upstash/redis-client.ts";

const caught = (call: () => Promise<unknown>): Promise<unknown> =>
  call().then(
    () => null,
    (error: unknown) => error,
  );

afterEach(() => vi.unstubAllGlobals());

describe("A guarded call", () => {
  it("gives what the store gives", async () => {
    expect(await guardStore(async () => 7)).toBe(7);
  });

  it("lets an error of ours through as it is", async () => {
    const error = new DocatError("document_lost");
    expect(await caught(() => guardStore(() => Promise.reject(error)))).toBe(error);
  });

  it.each([
    [new TypeError("fetch failed"), "TypeError"],
    [new Error("canary words"), "Error"],
    [{ canary: true }, "object"],
    ["canary", "string"],
  ])("makes `store_unavailable` of %s, and keeps its kind only", async (thrown, kind) => {
    const error = await caught(() => guardStore(() => Promise.reject(thrown)));
    expect(error).toMatchObject({ code: "store_unavailable", status: 503, retryable: true, retryAfterSeconds: 5 });
    expect(error).toMatchObject({ detail: undefined, cause: { message: kind } });
  });
});

describe("An error of the Redis client", () => {
  const redis = createRedisClient({ url: "https://kv.example", token: "token-canary" });
  const setDocument = () => redis.set("docat:canary-key", "canary-text");
  const answer = (status: number, body: string) => vi.stubGlobal("fetch", async () => new Response(body, { status }));

  beforeEach(() => answer(400, JSON.stringify({ error: "ERR max daily request limit exceeded" })));

  it("holds the whole command: that is why there is a guard", async () => {
    expect(String(await caught(setDocument))).toContain("canary-text");
  });

  it("keeps the reply's code and nothing of the command, in message, causes, stack and log", async () => {
    const error = await caught(() => guardStore(setDocument));
    expect(error).toMatchObject({ code: "store_unavailable", cause: { message: "UpstashError: ERR" } });
    const lines: string[] = [];
    createJsonLog((line) => void lines.push(line)).error("request.failed", error);
    expect(lines[0]).toContain("UpstashError: ERR");
    expect(lines[0]).not.toContain("canary");
  });

  it("tells a wrong token from an outage", async () => {
    answer(401, JSON.stringify({ error: "WRONGPASS invalid or missing auth token" }));
    expect(await caught(() => guardStore(setDocument))).toMatchObject({
      cause: { message: "UpstashError: WRONGPASS" },
    });
  });

  it.each([
    ["no JSON", 502, "<html>canary</html>"],
    ["nothing", 500, ""],
    ["an error without a code", 400, JSON.stringify({ error: "canary" })],
  ])("tells nothing of an answer that is %s", async (_, status, body) => {
    answer(status, body);
    const error = await caught(() => guardStore(setDocument));
    expect(error).toMatchObject({ code: "store_unavailable" });
    const lines: string[] = [];
    createJsonLog((line) => void lines.push(line)).error("request.failed", error);
    expect(lines[0]).not.toContain("canary");
  });
});
