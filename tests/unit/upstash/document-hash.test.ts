/** A document's hash: which pieces a range needs, and what opens where. */
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Vault } from "../../../lib/crypto/vault.ts";
import { PIECE_BYTES } from "../../../lib/limits/limits.ts";
import {
  type About,
  aboutFields,
  openAbout,
  openPiece,
  pieceField,
  piecesOf,
} from "../../../lib/upstash/document-hash.ts";

const MIB = PIECE_BYTES;
const vault = new Vault(randomBytes(32));
const unreadable = expect.objectContaining({ code: "sealed_unreadable" });

describe("The pieces of a range", () => {
  it.each([
    [0, 0, []],
    [5, 5, []],
    [0, 1, [0]],
    [0, MIB, [0]],
    [MIB - 1, MIB + 1, [0, 1]],
    [MIB, 2 * MIB, [1]],
    [3 * MIB - 1, 6 * MIB + 1, [2, 3, 4, 5, 6]],
  ])("from %i to %i are no more than needed", (start, end, pieces) => {
    expect(piecesOf(start, end)).toEqual(pieces);
  });
});

describe("A piece", () => {
  const { bytes: key } = vault.newKey();
  const content = randomBytes(100);

  it("opens under its number and its document's key alone", () => {
    const [field, sealed] = pieceField(key, 3, content);
    expect(field).toBe("3");
    expect(openPiece(key, 3, sealed)).toEqual(content);
    expect(() => openPiece(key, 4, sealed)).toThrow(unreadable);
    expect(() => openPiece(vault.newKey().bytes, 3, sealed)).toThrow(unreadable);
  });
});

describe("What a document is", () => {
  it.each<[string, About]>([
    ["bytes", { size_bytes: 7, sha256: "0".repeat(64) }],
    ["a link", { url: "https://example.com/a.pdf" }],
  ])("comes back when it is %s, and shows nothing of itself", (_, about) => {
    const key = vault.newKey();
    const fields = Object.fromEntries(aboutFields(key, about));
    expect(openAbout(vault, fields.key ?? "", fields.about ?? "")).toEqual({ key: key.bytes, about });
    expect(JSON.stringify(fields)).not.toMatch(/example|0000/);
    expect(() => openAbout(new Vault(randomBytes(32)), fields.key ?? "", fields.about ?? "")).toThrow(unreadable);
  });

  it("is not taken for a piece, nor a piece for it", () => {
    const key = vault.newKey();
    const [, piece] = pieceField(key.bytes, 0, Buffer.from('{"size_bytes":1,"sha256":"x"}'));
    expect(() => openAbout(vault, key.wrapped, piece)).toThrow(unreadable);
  });
});
