/** The bytes of an answer, counted as they leave. */
import { describe, expect, it } from "vitest";
import { countedBody } from "../../../lib/http/counted-body.ts";

/** An answer of so many pieces, without an end when `endless`. */
function pieces(count: number, { endless = false, breaks = false } = {}): { response: Response; cancelled: unknown[] } {
  const cancelled: unknown[] = [];
  let left = count;
  const body = new ReadableStream({
    pull(controller) {
      if (left === 0 && breaks) throw new Error("broke off");
      if (left === 0 && !endless) return controller.close();
      left -= 1;
      controller.enqueue(new Uint8Array(1_000));
    },
    cancel: (reason) => void cancelled.push(reason),
  });
  return {
    response: new Response(body, { status: 203, headers: { "x-a": "b", "content-type": "text/plain" } }),
    cancelled,
  };
}

/** All that is due by now has been done. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("countedBody", () => {
  it("leaves the answer as it is, and tells its bytes at its end", async () => {
    const told: number[] = [];
    const answer = countedBody(pieces(3).response, (bytes) => told.push(bytes));
    expect(told).toEqual([]);
    expect([answer.status, answer.headers.get("x-a")]).toEqual([203, "b"]);
    expect((await answer.arrayBuffer()).byteLength).toBe(3_000);
    expect(told).toEqual([3_000]);
  });

  it("tells what was sent of an answer that nobody wants any more, and stops making it", async () => {
    const told: number[] = [];
    const { response, cancelled } = pieces(0, { endless: true });
    const reader = countedBody(response, (bytes) => told.push(bytes)).body?.getReader();
    await reader?.read();
    await reader?.read();
    await reader?.cancel("enough");
    expect([told, cancelled]).toEqual([[2_000], ["enough"]]);
  });

  it("tells once what was sent to somebody who leaves while the next piece is awaited", async () => {
    const told: number[] = [];
    let pulls = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulls += 1;
        if (pulls > 1) return new Promise(() => {});
        controller.enqueue(new Uint8Array(1_000));
      },
    });
    const reader = countedBody(new Response(body), (bytes) => told.push(bytes)).body?.getReader();
    await reader?.read();
    const awaited = reader?.read();
    await turn();
    await reader?.cancel("gone");
    expect((await awaited)?.done).toBe(true);
    await turn();
    expect(told).toEqual([1_000]);
  });

  it("tells what was sent of an answer that breaks off, and breaks off", async () => {
    const told: number[] = [];
    const answer = countedBody(pieces(2, { breaks: true }).response, (bytes) => told.push(bytes));
    await expect(answer.text()).rejects.toThrow("broke off");
    expect(told).toEqual([2_000]);
  });

  it("believes an answer that says how long it is, and hands on what it has none of", async () => {
    const told: number[] = [];
    const known = new Response("abc", { headers: { "content-length": "3" } });
    const empty = new Response(null, { status: 204 });
    expect(countedBody(known, (bytes) => told.push(bytes))).toBe(known);
    expect(countedBody(empty, (bytes) => told.push(bytes))).toBe(empty);
    expect(told).toEqual([3, 0]);
  });
});
