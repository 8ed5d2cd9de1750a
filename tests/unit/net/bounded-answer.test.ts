/** Answers that are too long, too slow or not what they say: each ends within its bounds, and so does its connection. */
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import type { FetchLimits } from "../../../lib/contracts/guarded-fetch.ts";
import { documentFetchLimits } from "../../../lib/limits/fetch-limits.ts";
import { createGuardedClient } from "../../../lib/net/guarded-client.ts";
import { type LoopbackServer, listenTcp, policyWith } from "../../support/loopback-server.ts";

/** Long enough for a busy machine. */
const LIMITS: FetchLimits = { ...documentFetchLimits(1_000), connectMs: 5_000, idleMs: 5_000, totalMs: 10_000 };
/** For those that are to run out of time. */
const SHORT = { connectMs: 400, idleMs: 200, totalMs: 600 };
const HEAD = "HTTP/1.1 200 OK\r\n";

/** A server that reads a request and then writes what the test says. */
function serverThat(answer: (socket: Socket) => void): Promise<LoopbackServer> {
  return listenTcp((socket) => socket.once("data", () => answer(socket)));
}

/** Writes a piece again and again, until the other side has gone. */
function forever(socket: Socket, piece: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.on("close", () => clearInterval(timer));
}

/** An answer that starts so, and goes on with a piece at a time. */
const drip =
  (start: string, piece: string, everyMs = 50) =>
  (socket: Socket) => {
    socket.write(start);
    forever(socket, piece, everyMs);
  };

function send(server: LoopbackServer, limits: Partial<FetchLimits> = {}, signal?: AbortSignal) {
  const client = createGuardedClient({ resolve: async () => ["127.0.0.1"], policy: policyWith(server.port) });
  return client.send({ url: `http://files.example.com:${server.port}/` }, { ...LIMITS, ...limits }, signal);
}

/** The body as text. */
async function bodyOf(server: LoopbackServer, limits: Partial<FetchLimits> = {}): Promise<string> {
  let text = "";
  for await (const chunk of (await send(server, limits)).body) text += Buffer.from(chunk).toString("latin1");
  return text;
}

/** Connections end soon after their request. */
const allClosed = (server: LoopbackServer) => vi.waitFor(() => expect(server.open()).toBe(0), { timeout: 5_000 });

describe("The body", () => {
  it.each([
    ["with a length", `Content-Length: 5\r\n\r\nhello`],
    ["in chunks", `Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n`],
    ["until the connection ends", `\r\nhello`],
    ["that says that it is not encoded", `Content-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello`],
  ])("comes out as it was sent: %s", async (_name, rest) => {
    await using server = await serverThat((socket) => socket.end(`${HEAD}${rest}`));
    expect(await bodyOf(server)).toBe("hello");
    await allClosed(server);
  });

  it("may be as long as the limit, and not a byte longer", async () => {
    await using server = await serverThat((socket) => socket.end(`${HEAD}\r\n${"x".repeat(1_000)}`));
    expect(await bodyOf(server)).toHaveLength(1_000);
    await expect(bodyOf(server, { maxBytes: 999 })).rejects.toMatchObject({ code: "url_too_large" });
  });

  it("that never ends is cut at the limit", async () => {
    await using server = await serverThat((socket) => {
      socket.write(`${HEAD}\r\n`);
      forever(socket, "x".repeat(500), 1);
    });
    await expect(bodyOf(server)).rejects.toMatchObject({ code: "url_too_large" });
    await allClosed(server);
  });

  it("that says it is over the limit is not read at all", async () => {
    await using server = await serverThat((socket) => socket.write(`${HEAD}Content-Length: 1001\r\n\r\n`));
    await expect(bodyOf(server)).rejects.toMatchObject({ code: "url_too_large" });
    await allClosed(server);
  });

  it.each([
    "Content-Encoding: gzip",
    "Content-Encoding: br",
    "content-encoding: GZIP, identity",
    "Transfer-Encoding: gzip, chunked",
  ])("that is compressed is refused and never unpacked: %s", async (header) => {
    const bomb = gzipSync(Buffer.alloc(500_000)).toString("latin1");
    const chunk = `${bomb.length.toString(16)}\r\n${bomb}\r\n0\r\n\r\n`;
    const body = header.startsWith("T") ? chunk : bomb;
    await using server = await serverThat((socket) => socket.end(`${HEAD}${header}\r\n\r\n${body}`, "latin1"));
    await expect(bodyOf(server)).rejects.toMatchObject({ code: "url_unusable" });
  });

  it.each([
    ["a length", `Content-Length: 10\r\n\r\nhello`],
    ["chunks", `Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`],
  ])("that ends before its end is an error and no short file: %s", async (_name, rest) => {
    await using server = await serverThat((socket) => socket.end(`${HEAD}${rest}`));
    await expect(bodyOf(server)).rejects.toMatchObject({ code: "url_unreachable" });
  });

  it("of no length that a reset ends is an error, too", async () => {
    await using server = await serverThat((socket) => {
      socket.write(`${HEAD}\r\nhello`);
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
    await expect(bodyOf(server)).rejects.toMatchObject({ code: "url_unreachable" });
  });

  it("ends where its length says, whatever comes after", async () => {
    const next = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
    await using server = await serverThat((socket) => socket.end(`${HEAD}Content-Length: 5\r\n\r\nhello${next}`));
    expect(await bodyOf(server)).toBe("hello");
  });

  it.each([
    ["two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"],
    ["a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a length that is no number", "Content-Length: -5\r\n\r\nhello"],
    ["a chunk of no size", "Transfer-Encoding: chunked\r\n\r\nz\r\nhello\r\n"],
  ])("of contradictory framing is refused: %s", async (_name, rest) => {
    await using server = await serverThat((socket) => socket.end(`${HEAD}${rest}`));
    await expect(bodyOf(server)).rejects.toMatchObject({ code: "url_unreachable" });
  });

  it("is closed with its connection when its reader stops early or does not want it", async () => {
    await using server = await serverThat((socket) => {
      socket.write(`${HEAD}\r\n`);
      forever(socket, "x", 1);
    });
    for await (const _chunk of (await send(server)).body) break;
    await allClosed(server);
    (await send(server)).discard();
    await allClosed(server);
  });

  it("that nobody reads is closed at the deadline", async () => {
    await using server = await serverThat((socket) => socket.write(`${HEAD}Content-Length: 10\r\n\r\nhello`));
    const { body } = await send(server, { totalMs: 600 });
    await allClosed(server);
    await expect(body[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "url_unreachable" });
  });

  it("ends with the caller's reason when the caller gives up", async () => {
    await using server = await serverThat((socket) => {
      socket.write(`${HEAD}\r\n`);
      forever(socket, "x", 5);
    });
    const controller = new AbortController();
    const reason = new Error("enough");
    const response = await send(server, {}, controller.signal);
    const read = async () => {
      for await (const _chunk of response.body) controller.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
    await allClosed(server);
  });
});

describe("An answer that takes too long", () => {
  it.each([
    ["never begins", () => undefined],
    ["stops within its head", (socket: Socket) => socket.write(`${HEAD}A: b\r\n`)],
    ["drips its head", drip(HEAD, "A: b\r\n")],
    ["stops within its body", (socket: Socket) => socket.write(`${HEAD}Content-Length: 9\r\n\r\nx`)],
    ["drips a body without a length", drip(`${HEAD}\r\n`, "x")],
    ["drips its body", drip(`${HEAD}Content-Length: 900\r\n\r\n`, "x")],
    ["drips the extension of a chunk", drip(`${HEAD}Transfer-Encoding: chunked\r\n\r\n5;`, "a")],
    ["drips trailers", drip(`${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n`, "A: b\r\n")],
    ["only ever says that it will come", drip("", "HTTP/1.1 102 Processing\r\n\r\n")],
  ])("ends within the deadline: it %s", async (_name, answer) => {
    await using server = await serverThat(answer);
    const start = performance.now();
    await expect(bodyOf(server, SHORT)).rejects.toMatchObject({ code: "url_unreachable" });
    expect(performance.now() - start).toBeLessThan(3_000);
    await allClosed(server);
  });

  it("is one that drips just fast enough for the shorter limits, too", async () => {
    await using server = await serverThat(drip(`${HEAD}Content-Length: 900\r\n\r\n`, "x"));
    const start = performance.now();
    await expect(bodyOf(server, { totalMs: 600 })).rejects.toMatchObject({ code: "url_unreachable" });
    expect(performance.now() - start).toBeGreaterThan(550);
  });

  it("is not one whose reader takes long", async () => {
    const body = "x".repeat(900);
    await using server = await serverThat((socket) => {
      socket.write(`${HEAD}Content-Length: 900\r\n\r\n${body.slice(0, 450)}`);
      setTimeout(() => socket.end(body.slice(450)), 100);
    });
    let size = 0;
    for await (const chunk of (await send(server, { idleMs: 300 })).body) {
      size += chunk.byteLength;
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    expect(size).toBe(900);
  });

  it("is given up while its name is looked up, too", async () => {
    const client = createGuardedClient({ resolve: () => new Promise(() => undefined) });
    const start = performance.now();
    const sent = client.send({ url: "https://files.example.com/" }, { ...LIMITS, ...SHORT });
    await expect(sent).rejects.toMatchObject({ code: "url_unreachable" });
    await expect(client.checkHost("https://files.example.com/", 100)).rejects.toMatchObject({
      code: "url_unreachable",
    });
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe("A head", () => {
  it.each([
    ["of endless headers", drip(HEAD, "A: b\r\n".repeat(400), 1)],
    ["of one endless header", drip(`${HEAD}A: `, "a".repeat(4_000), 1)],
    ["of endless interim answers", (socket: Socket) => forever(socket, "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n", 1)],
    [
      "that switches protocols",
      (socket: Socket) => socket.write("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
    ],
    ["of no HTTP", (socket: Socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n")],
    ["of another age", (socket: Socket) => socket.end("<html>hello</html>")],
    ["that is empty", (socket: Socket) => socket.end()],
    ["with a bare line feed in a header", (socket: Socket) => socket.end(`${HEAD}A: b\nContent-Length: 0\r\n\r\n`)],
  ])("%s is refused before the deadline", async (_name, answer) => {
    await using server = await serverThat(answer);
    const start = performance.now();
    await expect(bodyOf(server)).rejects.toMatchObject({ code: "url_unreachable" });
    expect(performance.now() - start).toBeLessThan(3_000);
    await allClosed(server);
  });
});
