/** Bytes in pieces and back. */
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { PIECE_BYTES } from "../../../lib/limits/limits.ts";
import { cutPieces, pack, unpack } from "../../../lib/upstash/piece-codec.ts";

const SIZES = [0, 1, 2, 3, 100, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, 3 * PIECE_BYTES + 7];

describe("Pieces", () => {
  it.each(SIZES)("of %i bytes are as many as a reader asks for, and make the same bytes again", (size) => {
    const bytes = new Uint8Array(randomBytes(size));
    const pieces = cutPieces(bytes);
    expect(pieces).toHaveLength(Math.ceil(size / PIECE_BYTES));
    expect(pieces.every(({ byteLength }) => byteLength <= PIECE_BYTES)).toBe(true);
    expect(Buffer.compare(Buffer.concat(pieces), bytes)).toBe(0);
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
