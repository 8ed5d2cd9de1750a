/** Bytes in pieces and back. */
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { PIECE_BYTES } from "../../../lib/limits/limits.ts";
import { fromPieces, pack, toPieces, unpack } from "../../../lib/upstash/piece-codec.ts";

const SIZES = [0, 1, 2, 3, 100, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, 3 * PIECE_BYTES + 7];

describe("Pieces", () => {
  it.each(SIZES)("of %i bytes are as many as a reader asks for, and make the same bytes again", (size) => {
    const bytes = new Uint8Array(randomBytes(size));
    const pieces = toPieces(bytes);
    expect(pieces).toHaveLength(Math.ceil(size / PIECE_BYTES));
    expect(Buffer.compare(fromPieces(pieces), bytes)).toBe(0);
  });

  it("hold at most 1 MiB each, as base64", () => {
    for (const piece of toPieces(new Uint8Array(2 * PIECE_BYTES + 1))) {
      expect(piece).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
      expect(Buffer.from(piece, "base64").byteLength).toBeLessThanOrEqual(PIECE_BYTES);
    }
  });

  it("make a plain Uint8Array, which is what PDF engines take", () => {
    const bytes = fromPieces(toPieces(Uint8Array.of(1, 2, 3)));
    expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
    expect([...bytes]).toEqual([1, 2, 3]);
  });

  it("are of a view's own bytes, not of the buffer around it", () => {
    const around = Uint8Array.from({ length: 100 }, (_, n) => n);
    expect([...fromPieces(toPieces(around.subarray(10, 13)))]).toEqual([10, 11, 12]);
  });
});

describe("A packed value", () => {
  it.each([[{ a: [1, "ü", null], b: { c: true } }], [[]], ["text"], [0]])("%j comes back as it was", async (value) => {
    expect(await unpack(await pack(value))).toEqual(value);
  });

  it("is smaller than its JSON where that repeats itself", async () => {
    const value = Array.from({ length: 1_000 }, () => ({ text: "the same words" }));
    expect((await pack(value)).byteLength).toBeLessThan(JSON.stringify(value).length / 20);
  });

  it("is the same bytes whenever it is packed, so that a repeated write changes nothing", async () => {
    const value = { text: "words".repeat(1_000) };
    expect(Buffer.compare(await pack(value), await pack(value))).toBe(0);
  });

  it("that was damaged is an error and not half a value", async () => {
    const packed = await pack({ text: "words".repeat(1_000) });
    await expect(unpack(packed.subarray(0, -12))).rejects.toThrow();
    await expect(unpack(Buffer.from("no gzip"))).rejects.toThrow();
  });
});
