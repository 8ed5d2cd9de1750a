/** The REST API on the wire: bodies, statuses and headers, without a client in between. */
import { describe, expect, it } from "vitest";
import { describeOnEveryEngine, type Platform } from "./redis-platform.ts";

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify(body),
  headers,
});

async function answer(response: Response): Promise<[status: number, body: unknown]> {
  return [response.status, await response.json()];
}

function wireContract(platform: Platform): void {
  const send = async (path: string, init?: RequestInit) => answer(await platform.request(path, init));

  describe("POST /", () => {
    it("runs a command and answers with its result", async () => {
      expect(await send("/", post(["SET", "k", "v", "EX", 100]))).toEqual([200, { result: "OK" }]);
      expect(await send("/", post(["GET", "k"]))).toEqual([200, { result: "v" }]);
      expect(await send("/", post(["TTL", "k"]))).toEqual([200, { result: 100 }]);
      expect(await send("/", post(["GET", "missing"]))).toEqual([200, { result: null }]);
      expect(await send("/", post(["MGET", "k", "missing"]))).toEqual([200, { result: ["v", null] }]);
    });

    it("takes numbers, booleans and JSON values as their JSON text", async () => {
      await send("/", post(["RPUSH", "l", 1.5, true, null, { a: [1] }, "text"]));
      expect(await send("/", post(["LRANGE", "l", 0, -1]))).toEqual([
        200,
        { result: ["1.5", "true", "null", '{"a":[1]}', "text"] },
      ]);
    });

    it.each([
      [["GET"], "ERR wrong number of arguments for 'get' command"],
      [["INCR", "word"], "ERR value is not an integer or out of range"],
      [["HGET", "word", "f"], "WRONGTYPE Operation against a key holding the wrong kind of value"],
      [["SET", "k", "v", "EX"], "ERR syntax error"],
      [["SET", "k", "v", "EX", 0], "ERR invalid expire time in 'set' command"],
      [["EVALSHA", "f".repeat(40), 0], "NOSCRIPT No matching script. Please use EVAL."],
    ])("answers 400 to %j with the error in Redis's words", async (command, error) => {
      await send("/", post(["SET", "word", "abc"]));
      expect(await send("/", post(command))).toEqual([400, { error }]);
    });

    it.each(["no json", "{}", "[]", '"GET"', "[[1]]"])("answers 400 to the body %s", async (body) => {
      const [status, { error }] = (await send("/", { method: "POST", body })) as [number, { error: string }];
      expect(status).toBe(400);
      expect(error).toMatch(/^ERR failed to parse command/);
    });

    it.each([
      ["BLPOP", "l", 0],
      ["WATCH", "k"],
      ["MULTI"],
      ["SUBSCRIBE", "c"],
      ["SHUTDOWN"],
      ["CONFIG", "GET", "*"],
      ["XREAD", "BLOCK", 0, "STREAMS", "s", "$"],
    ])("refuses %s, which Upstash does not take over REST", async (...command) => {
      const error = `ERR Command is not available: '${command[0]}'. See https://upstash.com/docs/redis/overall/rediscompatibility for details`;
      expect(await send("/", post(command))).toEqual([400, { error }]);
    });

    it("names an unknown command", async () => {
      const [status, body] = await send("/", post(["NOSUCH", "a", "b"]));
      expect(status).toBe(400);
      expect(body).toEqual({ error: "ERR unknown command 'NOSUCH', with args beginning with: 'a' 'b' " });
    });

    it("refuses a command of more than 10 MB and keeps nothing of it", async () => {
      const bytes = 10 * 1024 * 1024;
      expect(await send("/", post(["SET", "k", "x".repeat(bytes)]))).toEqual([
        400,
        {
          error: `ERR max request size exceeded. Limit: ${bytes} bytes, Actual: ${bytes + 4} bytes. See https://upstash.com/docs/redis/troubleshooting/max_request_size_exceeded for details`,
        },
      ]);
      expect(await send("/", post(["EXISTS", "k"]))).toEqual([200, { result: 0 }]);
    });

    it("answers with a sync token and echoes the one it gets", async () => {
      const first = await platform.request("/", post(["PING"]));
      const token = first.headers.get("upstash-sync-token");
      expect(token).toMatch(/.{8,}/);
      const second = await platform.request("/", post(["PING"], { "upstash-sync-token": token ?? "" }));
      expect(second.headers.get("upstash-sync-token")).toBe(token);
    });
  });

  describe("authorization", () => {
    const unauthorized = [
      401,
      {
        error:
          "WRONGPASS invalid or missing auth token. See https://docs.upstash.com/redis/troubleshooting/http_unauthorized for details.",
      },
    ];

    it("answers 401 without a token and with a wrong one, and runs nothing", async () => {
      const { url } = platform.endpoint;
      expect(await answer(await fetch(`${url}/set/k/v`))).toEqual(unauthorized);
      expect(await send("/set/k/v", { headers: { authorization: "Bearer wrong" } })).toEqual(unauthorized);
      expect(await send("/set/k/v", { headers: { authorization: "Basic eDp5" } })).toEqual(unauthorized);
      expect(await answer(await fetch(`${url}/set/k/v?_token=wrong`))).toEqual(unauthorized);
      expect(await answer(await fetch(`${url}/subscribe/c`, { method: "POST" }))).toEqual(unauthorized);
      expect(await send("/exists/k")).toEqual([200, { result: 0 }]);
    });

    it("takes the token from the query", async () => {
      const { url, token } = platform.endpoint;
      expect(await answer(await fetch(`${url}/set/k/v?_token=${token}`))).toEqual([200, { result: "OK" }]);
      expect(await send("/get/k")).toEqual([200, { result: "v" }]);
    });
  });

  it.each(["DELETE", "PATCH", "OPTIONS"])("answers 405 to %s", async (method) => {
    expect(await send("/get/k", { method })).toEqual([405, { error: `ERR method not allowed: ${method}` }]);
  });

  describe("the path form", () => {
    it("reads command and arguments from the path", async () => {
      expect(await send("/set/foo/bar/EX/100")).toEqual([200, { result: "OK" }]);
      expect(await send("/get/foo", { method: "POST" })).toEqual([200, { result: "bar" }]);
      expect(await send("/set/a%2Fb%20%C3%A9/1%2B1", { method: "PUT" })).toEqual([200, { result: "OK" }]);
      expect(await send("/", post(["GET", "a/b é"]))).toEqual([200, { result: "1+1" }]);
    });

    it("appends the body as the last argument and the query after it", async () => {
      expect(await send("/set/foo?EX=100", { method: "POST", body: '{"a": 1}' })).toEqual([200, { result: "OK" }]);
      expect(await send("/get/foo")).toEqual([200, { result: '{"a": 1}' }]);
      expect(await send("/ttl/foo")).toEqual([200, { result: 100 }]);
    });

    it("keeps a binary body byte for byte", async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      await send("/set/binary", { method: "POST", body: bytes });
      expect(await send("/strlen/binary")).toEqual([200, { result: 256 }]);
      expect(await send("/get/binary", { headers: { "upstash-encoding": "base64" } })).toEqual([
        200,
        { result: Buffer.from(bytes).toString("base64") },
      ]);
      expect(await send("/getrange/binary/126/129")).toEqual([200, { result: "~\x7f\ufffd\ufffd" }]);
    });

    it("answers HEAD without a body", async () => {
      const response = await platform.request("/set/k/v", { method: "HEAD" });
      expect([response.status, await response.text()]).toEqual([200, ""]);
      expect(await send("/get/k")).toEqual([200, { result: "v" }]);
    });
  });

  it("encodes every string in base64 when asked, but a bare OK and errors", async () => {
    const encoded = { "upstash-encoding": "base64" };
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    expect(await send("/", post(["SET", "k", "é😀"], encoded))).toEqual([200, { result: "OK" }]);
    expect(await send("/", post(["GET", "k"], encoded))).toEqual([200, { result: base64("é😀") }]);
    expect(await send("/", post(["PING"], encoded))).toEqual([200, { result: base64("PONG") }]);
    expect(await send("/", post(["STRLEN", "k"], encoded))).toEqual([200, { result: 6 }]);
    expect(await send("/", post(["EVAL", "return {'a',{'b',7,{'OK'}},false}", 0], encoded))).toEqual([
      200,
      { result: [base64("a"), [base64("b"), 7, [base64("OK")]], null] },
    ]);
    expect(await send("/", post(["GET"], encoded))).toEqual([
      400,
      { error: "ERR wrong number of arguments for 'get' command" },
    ]);
    expect(await send("/pipeline", post([["GET", "k"], ["GET"]], encoded))).toEqual([
      200,
      [{ result: base64("é😀") }, { error: "ERR wrong number of arguments for 'get' command" }],
    ]);
  });

  it("runs pipelines in order and answers 200 with errors among the results", async () => {
    const commands = [
      ["SET", "a", "x"],
      ["INCR", "a"],
      ["WATCH", "a"],
      ["NOSUCH"],
      [],
      ["APPEND", "a", "y"],
      ["GET", "a"],
    ];
    const [status, results] = (await send("/pipeline", post(commands))) as [number, { error?: string }[]];
    expect(status).toBe(200);
    expect(results.map(({ error, ...rest }) => error?.slice(0, 30) ?? rest)).toEqual([
      { result: "OK" },
      "ERR value is not an integer or",
      "ERR Command is not available: ",
      "ERR unknown command 'NOSUCH', ",
      "ERR failed to parse command, e",
      { result: 2 },
      { result: "xy" },
    ]);
    expect((await send("/pipeline", post("no array")))[0]).toBe(400);
  });

  describe("/multi-exec", () => {
    it("runs all commands, also after one that fails", async () => {
      const commands = [
        ["SET", "a", "x"],
        ["INCR", "a"],
        ["SET", "b", 2],
        ["INCR", "b"],
      ];
      expect(await send("/multi-exec", post(commands))).toEqual([
        200,
        [{ result: "OK" }, { error: "ERR value is not an integer or out of range" }, { result: "OK" }, { result: 3 }],
      ]);
    });

    it.each([[["GET"]], [["NOSUCH", "a"]], [["WATCH", "a"]], [[]]])(
      "runs nothing and answers one error when %j is among them",
      async (wrong) => {
        const [status, body] = await send("/multi-exec", post([["SET", "a", "1"], wrong, ["SET", "b", "1"]]));
        expect(status).toBe(400);
        expect((body as { error: string }).error).toMatch(
          /^EXECABORT Transaction discarded because of previous errors\./,
        );
        expect(await send("/exists/a/b")).toEqual([200, { result: 0 }]);
      },
    );
  });
}

describeOnEveryEngine("The REST API of Redis", wireContract);
