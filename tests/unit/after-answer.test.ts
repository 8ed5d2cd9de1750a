/** Work that an answer does not wait for. */
import { afterEach, describe, expect, it } from "vitest";
import { afterAnswer } from "../../lib/after-answer.ts";

const CONTEXT = Symbol.for("@vercel/request-context");
const holder = globalThis as { [CONTEXT]?: unknown };

describe("Work after an answer", () => {
  afterEach(() => {
    delete holder[CONTEXT];
  });

  it("keeps a function on Vercel awake", () => {
    const kept: unknown[] = [];
    holder[CONTEXT] = { get: () => ({ waitUntil: (work: unknown) => kept.push(work) }) };
    const work = Promise.resolve();
    afterAnswer(work);
    expect(kept).toEqual([work]);
  });

  it.each([undefined, {}, { get: () => undefined }, { get: () => ({}) }])(
    "is done elsewhere as well: %#",
    async (context) => {
      holder[CONTEXT] = context;
      let done = false;
      const work = Promise.resolve().then(() => {
        done = true;
      });
      afterAnswer(work);
      await work;
      expect(done).toBe(true);
    },
  );
});
