/** DocumentStore's contract: bytes come back whole or in ranges, sealed piece by piece, and are gone, wrong or there. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StoredDocument } from "../../lib/documents/document-store.ts";
import { PIECE_BYTES, PIECES_AT_FIRST, PIECES_PER_REQUEST } from "../../lib/limits/limits.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { documentKey } from "../../lib/upstash/keys.ts";
import { ENGINES } from "../support/engines.ts";
import { contentOf } from "../support/stored-content.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const PIECE = PIECE_BYTES;
const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const code = (wanted: string) => expect.objectContaining({ code: wanted });

describe.each(ENGINES)("DocumentStore on the $name", ({ preferServer }) => {
  let store: TestStore;
  let id: string;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.redis.flushdb();
    id = newJobId();
  });

  async function stored(jobId = id): Promise<StoredDocument> {
    const found = await store.documents.open(jobId);
    if (found?.kind !== "stored") throw new Error("There is no document.");
    return found.document;
  }

  async function written(chunks: Iterable<Uint8Array>, jobId = id) {
    const writer = store.documents.write(jobId);
    for (const chunk of chunks) await writer.append(chunk);
    return writer.finish();
  }

  /** Pieces in the store at this moment, by number. */
  async function piecesStored(): Promise<number[]> {
    const fields = await store.redis.hkeys(documentKey(id));
    return fields
      .filter((field) => /^\d+$/.test(field))
      .map(Number)
      .sort((a, b) => a - b);
  }

  it.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7])(
    "gives back %i bytes as they were",
    async (size) => {
      const bytes = randomBytes(size);
      await store.documents.put(id, bytes);
      expect(await stored()).toMatchObject({ sizeBytes: size, sha256: sha256Of(bytes) });
      expect(bytes.equals((await contentOf(store.documents, id)) ?? Buffer.of(1))).toBe(true);
      expect(await piecesStored()).toHaveLength(Math.ceil(size / PIECE));
    },
  );

  it("gives back more pieces than one request holds", async () => {
    const bytes = randomBytes((PIECES_PER_REQUEST + 2) * PIECE + 5);
    await store.documents.put(id, bytes);
    expect(bytes.equals((await contentOf(store.documents, id)) ?? Buffer.of())).toBe(true);
  });

  it("reads any range, also over the seams of pieces, in any order and at once", async () => {
    const bytes = randomBytes(10 * PIECE + 7);
    await store.documents.put(id, bytes);
    const document = await stored();
    const ranges = [
      [0, 1],
      [PIECE - 1, PIECE],
      [PIECE, PIECE + 1],
      [PIECE - 1, PIECE + 1],
      [5 * PIECE - 3, 8 * PIECE + 3],
      [10 * PIECE + 6, 10 * PIECE + 7],
      [3, 3],
      [0, 10 * PIECE + 7],
      [2 * PIECE, 3 * PIECE],
    ] as const;
    for (const order of [ranges, [...ranges].reverse()]) {
      const read = await Promise.all(order.map(([start, end]) => document.read(start, end)));
      for (const [n, [start, end]] of order.entries()) {
        expect(bytes.subarray(start, end).equals(read[n] ?? Buffer.of(1)), `${start} to ${end}`).toBe(true);
      }
    }
  });

  it("hands out bytes that the reader may change without changing what is read next", async () => {
    await store.documents.put(id, Buffer.from("%PDF-1.7"));
    const document = await stored();
    (await document.read(0, 8)).fill(0);
    expect(Buffer.from(await document.read(0, 8)).toString()).toBe("%PDF-1.7");
  });

  it.each([1, 7, 4_096, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])(
    "holds the same when it is written in chunks of %i bytes as when it is put",
    async (chunk) => {
      const bytes = randomBytes(chunk < 100 ? 2_000 : 3 * PIECE + 7);
      const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, n) =>
        bytes.subarray(n * chunk, (n + 1) * chunk),
      );
      const about = { sizeBytes: bytes.length, sha256: sha256Of(bytes) };
      expect(await written(chunks)).toEqual(about);
      expect(await stored()).toMatchObject(about);
      expect(bytes.equals((await contentOf(store.documents, id)) ?? Buffer.of())).toBe(true);
      const other = newJobId();
      await store.documents.put(other, bytes);
      const fields = (jobId: string) => store.redis.hkeys(documentKey(jobId));
      expect((await fields(id)).sort()).toEqual((await fields(other)).sort());
    },
  );

  it("is written in empty chunks and in none", async () => {
    const nothing = { sizeBytes: 0, sha256: sha256Of(Buffer.of()) };
    expect(await written([])).toEqual(nothing);
    expect(await contentOf(store.documents, id)).toHaveLength(0);
    const other = newJobId();
    await written([Buffer.of(), Buffer.from("a"), Buffer.of(), Buffer.from("b")], other);
    expect(Buffer.from((await contentOf(store.documents, other)) ?? []).toString()).toBe("ab");
  });

  it("takes the bytes of a chunk when it is given them: the caller may use its buffer again", async () => {
    const buffer = Buffer.alloc(PIECE / 2);
    const writer = store.documents.write(id);
    for (let n = 1; n <= 5; n++) await writer.append(buffer.fill(n));
    await writer.finish();
    const bytes = Buffer.from((await contentOf(store.documents, id)) ?? []);
    expect([0, 1, 2, 3, 4].map((n) => bytes[(n * PIECE) / 2 + 9])).toEqual([1, 2, 3, 4, 5]);
  });

  it("is not there before its writer has finished, and keeps no more than six pieces back", async () => {
    const writer = store.documents.write(id);
    const chunk = randomBytes(PIECE);
    for (let n = 1; n <= 2 * PIECES_PER_REQUEST + 1; n++) {
      await writer.append(chunk);
      expect(n - (await piecesStored()).length, `after ${n} pieces`).toBeLessThan(PIECES_PER_REQUEST);
      expect(await store.documents.open(id)).toBeNull();
      expect(await store.redis.ttl(documentKey(id))).not.toBe(-1);
    }
    await writer.finish();
    expect((await stored()).sizeBytes).toBe((2 * PIECES_PER_REQUEST + 1) * PIECE);
  });

  it("remembers a link, which the bytes behind it take the place of", async () => {
    await store.documents.putLink(id, "https://example.com/canary.pdf");
    expect(await store.documents.open(id)).toEqual({ kind: "link", url: "https://example.com/canary.pdf" });
    expect(JSON.stringify(await store.dump(id))).not.toContain("canary");
    await written([Buffer.from("%PDF-fetched")]);
    expect(Buffer.from((await contentOf(store.documents, id)) ?? []).toString()).toBe("%PDF-fetched");
  });

  it.each([0, 3])("counts as gone when piece %i of the first is missing", async (piece) => {
    await store.documents.put(id, randomBytes(4 * PIECE));
    await store.redis.hdel(documentKey(id), String(piece));
    expect(await store.documents.open(id)).toBeNull();
  });

  it.each(["key", "about"])("counts as gone without its %s", async (field) => {
    await store.documents.put(id, randomBytes(9));
    await store.redis.hdel(documentKey(id), field);
    expect(await store.documents.open(id)).toBeNull();
  });

  it("is lost when a later piece is missing, and when it goes while it is read; what is at hand can still be read", async () => {
    await store.documents.put(id, randomBytes((PIECES_AT_FIRST + 5) * PIECE));
    const document = await stored();
    const later = PIECES_AT_FIRST + 2;
    await store.redis.hdel(documentKey(id), String(later));
    await expect(document.read(later * PIECE - 1, later * PIECE + 1)).rejects.toEqual(code("document_lost"));
    await store.documents.delete(id);
    await expect(document.read((later + 1) * PIECE, (later + 2) * PIECE)).rejects.toEqual(code("document_lost"));
    expect(await document.read(0, PIECE)).toHaveLength(PIECE);
    expect(await store.documents.open(id)).toBeNull();
  });

  it("does not open when pieces have changed places, come from another document, or were damaged", async () => {
    await store.documents.put(id, randomBytes(9 * PIECE));
    const key = documentKey(id);
    const [sixth, seventh] = [await store.redis.hget<string>(key, "6"), await store.redis.hget<string>(key, "7")];
    const read = async () => (await stored()).read(6 * PIECE, 8 * PIECE);
    await store.redis.hset(key, { 6: seventh, 7: sixth });
    await expect(read()).rejects.toEqual(code("sealed_unreadable"));
    const other = newJobId();
    await store.documents.put(other, randomBytes(9 * PIECE));
    await store.redis.hset(key, { 6: await store.redis.hget<string>(documentKey(other), "6"), 7: seventh });
    await expect(read()).rejects.toEqual(code("sealed_unreadable"));
    await store.redis.hset(key, { 6: (sixth ?? "").replace(/^..../, "AAAA") });
    await expect(read()).rejects.toEqual(code("sealed_unreadable"));
    await store.redis.hset(key, { 6: sixth });
    expect(await read()).toHaveLength(2 * PIECE);
  });

  it("does not open as another document whose description was put in its place", async () => {
    await store.documents.put(id, randomBytes(9));
    const other = newJobId();
    await store.documents.put(other, randomBytes(9));
    await store.redis.hset(documentKey(id), { about: await store.redis.hget<string>(documentKey(other), "about") });
    await expect(store.documents.open(id)).rejects.toEqual(code("sealed_unreadable"));
  });

  it("is taken from whoever holds it, as often as one likes, and lives on without it", async () => {
    const bytes = randomBytes(2 * PIECE + 1);
    const holder = newJobId();
    await store.documents.put(holder, bytes);
    await store.documents.put(id, randomBytes(3 * PIECE));
    for (let n = 0; n < 2; n++) await store.documents.take(id, holder);
    expect(await store.redis.ttl(documentKey(id))).toBeGreaterThan(0);
    for (const jobId of [id, holder]) {
      expect(bytes.equals((await contentOf(store.documents, jobId)) ?? Buffer.of())).toBe(true);
    }
    await store.documents.delete(holder);
    expect(bytes.equals((await contentOf(store.documents, id)) ?? Buffer.of())).toBe(true);
  });

  it("is not taken from nobody: what was there stays", async () => {
    await store.documents.put(id, Buffer.from("%PDF-own"));
    await expect(store.documents.take(id, newJobId())).rejects.toEqual(code("upload_unknown"));
    expect(Buffer.from((await contentOf(store.documents, id)) ?? []).toString()).toBe("%PDF-own");
    await expect(store.documents.take(newJobId(), newJobId())).rejects.toEqual(code("upload_unknown"));
  });
});
