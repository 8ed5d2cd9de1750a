/** The local servers' manners towards clients whose body nobody reads. */
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LoopbackListener, listenOnLoopback } from "../../../dev/http/loopback-listener.ts";

const BODY_BYTES = 8_000_000;

describe("A local server", () => {
  let listener: LoopbackListener;
  beforeAll(async () => {
    listener = await listenOnLoopback(0, async (request) => {
      if (request.url.endsWith("/half")) await request.body?.getReader().read();
      return new Response("enough", { status: 413 });
    });
  });
  afterAll(() => listener.close());

  it.each(["/unread", "/half"])("answers a client that writes its whole body before it reads (%s)", async (path) => {
    const socket = connect({ port: Number(new URL(listener.url).port), host: "127.0.0.1" });
    socket.pause();
    socket.write(`POST ${path} HTTP/1.1\r\nHost: local\r\nConnection: close\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`);
    const chunk = Buffer.alloc(100_000);
    for (let sent = 0; sent < BODY_BYTES; sent += chunk.length) {
      if (!socket.write(chunk)) await once(socket, "drain");
    }
    const answer = await text(socket);
    expect(answer).toContain("413");
    expect(answer).toContain("enough");
  });

  it("keeps the connection of a client whose body was read or who had none", async () => {
    const response = await fetch(listener.url);
    expect(response.headers.get("connection")).toBe("keep-alive");
    await response.text();
  });
});
