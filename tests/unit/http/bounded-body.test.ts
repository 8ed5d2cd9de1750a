/** Bodies read with a hard limit. */
import { describe, expect, it } from "vitest";
import { readBoundedBody } from "../../../lib/http/bounded-body.ts";

const ADDRESS = "http://host/";

/** A request whose body gives these chunks and no length. `state` tells how far it was read. */
function streamed(chunks: Iterable<Uint8Array>, headers: Record<string, string> = {}) {
  const state = { given: 0, cancelled: false };
  const iterator = chunks[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next = iterator.next();
        if (next.done) return controller.close();
        state.given += 1;
        controller.enqueue(next.value);
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { state, request: new Request(ADDRESS, { method: "POST", body, headers, duplex: "half" }) };
}

const tooLarge = expect.objectContaining({ code: "payload_too_large" });

describe("A bounded body", () => {
  it("comes whole and in order", async () => {
    const { request } = streamed([Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)]);
    const bytes = await readBoundedBody(request, 3);
    expect([...bytes]).toEqual([1, 2, 3]);
    expect(Buffer.isBuffer(bytes)).toBe(false);
  });

  it("is empty when there is none", async () => {
    expect(await readBoundedBody(new Request(ADDRESS), 3)).toHaveLength(0);
    expect(await readBoundedBody(new Request(ADDRESS, { method: "POST", body: "" }), 3)).toHaveLength(0);
  });

  it("may have as many bytes as the limit and no more", async () => {
    const post = (size: number) => new Request(ADDRESS, { method: "POST", body: new Uint8Array(size) });
    expect(await readBoundedBody(post(100), 100)).toHaveLength(100);
    await expect(readBoundedBody(post(101), 100)).rejects.toEqual(tooLarge);
  });

  it("is refused unread when its length is said to be over the limit", async () => {
    const { request, state } = streamed([Uint8Array.of(1)], { "content-length": "101" });
    await expect(readBoundedBody(request, 100)).rejects.toEqual(tooLarge);
    expect(state.given).toBe(0);
  });

  it("is cut off at the limit whatever its length is said to be, and the rest is never read", async () => {
    for (const length of ["1", "-5", "none", ""]) {
      const long = Array.from({ length: 1_000 }, () => new Uint8Array(40));
      const { request, state } = streamed(long, { "content-length": length });
      await expect(readBoundedBody(request, 100)).rejects.toEqual(tooLarge);
      expect(state).toEqual({ given: 3, cancelled: true });
    }
  });

  it("that breaks off is the caller's fault, and the cause is kept", async () => {
    const cause = new Error("reset");
    const body = new ReadableStream({ pull: () => Promise.reject(cause) });
    const request = new Request(ADDRESS, { method: "POST", body, duplex: "half" });
    await expect(readBoundedBody(request, 100)).rejects.toEqual(
      expect.objectContaining({ code: "bad_request", cause }),
    );
  });
});
