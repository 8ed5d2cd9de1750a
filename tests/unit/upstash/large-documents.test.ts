/** Documents that are too large for Redis: sealed in the object store, found by their hash, gone with the last who holds one. */
import { createHash, randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ObjectServer } from "../../../dev/s3/start-object-server.ts";
import { readAll } from "../../../lib/contracts/document-source.ts";
import type { ObjectStore } from "../../../lib/documents/object-store.ts";
import { PIECE_BYTES } from "../../../lib/limits/limits.ts";
import { OBJECT_LOOK_MS, SEALED_PART_PIECES } from "../../../lib/limits/object-limits.ts";
import { documentKey, jobKeys, OBJECTS_KEY } from "../../../lib/upstash/keys.ts";
import { startObjectStore } from "../../support/object-store.ts";
import { contentOf } from "../../support/stored-content.ts";
import { keysWithoutTtl } from "../../support/stored-keys.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

const MIB = 1_048_576;
const SMALL_BYTES = SEALED_PART_PIECES * PIECE_BYTES;
const [A, B, C] = ["a", "b", "c"].map((letter) => `job_${letter.repeat(32)}`) as [string, string, string];

let server: ObjectServer;
let objectStore: ObjectStore;
let store: TestStore;

beforeEach(async () => {
  ({ server, store: objectStore } = await startObjectStore());
  store = await openTestStore({ objects: objectStore });
});
afterEach(async () => {
  vi.useRealTimers();
  await store.close();
  await server.close();
});

/** In pieces of odd sizes, as they come over a wire. */
async function write(id: string, bytes: Uint8Array) {
  const writer = store.documents.write(id);
  for (let at = 0; at < bytes.byteLength; at += 700_001) await writer.append(bytes.subarray(at, at + 700_001));
  return writer.finish();
}

const names = async () => (await server.objects()).whole;

/** Lets the sweep look at everything that it would look at later. */
async function sweepLater() {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + OBJECT_LOOK_MS + 1 });
  const report = await store.objects.sweep();
  vi.useRealTimers();
  return report;
}

describe("A document that comes in pieces", () => {
  it.each([SMALL_BYTES, 1])("stays in Redis when one part would hold it (%i bytes)", async (size) => {
    const bytes = randomBytes(size);
    await write(A, bytes);
    expect(await names()).toEqual([]);
    expect(Buffer.from((await contentOf(store.documents, A)) ?? []).equals(bytes)).toBe(true);
  });

  it.each([SMALL_BYTES + 1, 2 * SMALL_BYTES, 40 * MIB + 12_345])("is an object beyond (%i bytes)", async (size) => {
    const bytes = randomBytes(size);
    const about = await write(A, bytes);
    expect(about).toMatchObject({ sizeBytes: size, sha256: createHash("sha256").update(bytes).digest("hex") });
    expect(await names()).toHaveLength(1);
    expect((await store.redis.hkeys(documentKey(A))).sort()).toEqual(["about", "key"]);
    expect(Buffer.from((await contentOf(store.documents, A)) ?? []).equals(bytes)).toBe(true);
  });

  it("is read by the ranges that are asked for", async () => {
    const bytes = randomBytes(20 * MIB + 5);
    await write(A, bytes);
    const found = await store.documents.open(A);
    if (found?.kind !== "stored") throw new Error("It is not there.");
    server.asked.length = 0;
    for (const [start, end] of [
      [0, 10],
      [3 * MIB - 1, 5 * MIB + 1],
      [20 * MIB, 20 * MIB + 5],
    ] as const) {
      const part = await found.document.read(start, end);
      expect(Buffer.from(part).equals(bytes.subarray(start, end))).toBe(true);
    }
    expect(server.asked).toHaveLength(3);
  });

  it("lies nowhere in clear", async () => {
    const bytes = Buffer.alloc(10 * MIB, "The quick brown fox jumps over the lazy dog. ");
    await write(A, bytes);
    expect((await server.dump()).includes("quick brown")).toBe(false);
  });

  it("does not open when a byte of it was changed", async () => {
    await write(A, randomBytes(10 * MIB));
    const [name = ""] = (await names()).map((key) => key.replace("docat/", ""));
    const sealed = await objectStore.read(name, 0, (await objectStore.sizeOf(name)) ?? 0);
    sealed[5 * MIB] = (sealed[5 * MIB] ?? 0) ^ 1;
    const again = await objectStore.begin(name);
    await objectStore.join(again, [await objectStore.putPart(again, 1, sealed)]);
    await expect(contentOf(store.documents, A)).rejects.toMatchObject({ code: "sealed_unreadable" });
  });

  it("is lost when its object is", async () => {
    await write(A, randomBytes(10 * MIB));
    for (const name of await names()) await objectStore.delete(name.replace("docat/", ""));
    const found = await store.documents.open(A);
    if (found?.kind !== "stored") throw new Error("It is not there.");
    await expect(readAll(found.document)).rejects.toMatchObject({ code: "document_lost" });
  });
});

describe("An object", () => {
  const holders = async () => (await store.objects.objectOf(A)) ?? "none";

  it("goes with the only document in it", async () => {
    await write(A, randomBytes(9 * MIB));
    const name = await holders();
    await store.objects.deleteUnheld(name);
    expect(await names()).toHaveLength(1);
    await store.documents.delete(A);
    await store.objects.deleteUnheld(name);
    expect(await server.objects()).toEqual({ whole: [], open: [] });
    expect(await store.redis.zscore(OBJECTS_KEY, name)).toBeNull();
  });

  it("stays for a copy of its document", async () => {
    const bytes = randomBytes(9 * MIB);
    await write(A, bytes);
    const name = await holders();
    await store.documents.take(B, A);
    await store.documents.delete(A);
    await store.objects.deleteUnheld(name);
    expect(Buffer.from((await contentOf(store.documents, B)) ?? []).equals(bytes)).toBe(true);
    await store.documents.delete(B);
    await store.objects.deleteUnheld(name);
    expect(await names()).toEqual([]);
  });

  it("stays for a job that took its document over, also before that one is in the book", async () => {
    await write(A, randomBytes(9 * MIB));
    const name = await holders();
    // As the script does that settles followers, in one step.
    await store.redis.multi().rename(documentKey(A), documentKey(C)).hset(jobKeys(A).job, { successor: C }).exec();
    await store.objects.deleteUnheld(name);
    expect(await names()).toHaveLength(1);
    await store.objects.noteHolder(C);
    await store.redis.del(jobKeys(A).job);
    await store.objects.deleteUnheld(name);
    expect(await names()).toHaveLength(1);
    await store.documents.delete(C);
    await store.objects.deleteUnheld(name);
    expect(await names()).toEqual([]);
  });

  it("is found by the sweep when its documents have expired, and not before", async () => {
    await write(A, randomBytes(9 * MIB));
    expect(await sweepLater()).toEqual({ deleted: 0, errors: 0 });
    await store.redis.del(documentKey(A));
    expect(await store.objects.sweep()).toEqual({ deleted: 0, errors: 0 });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * OBJECT_LOOK_MS + 2 });
    expect((await store.objects.sweep()).deleted).toBeGreaterThan(0);
    expect(await server.objects()).toEqual({ whole: [], open: [] });
    expect(await store.redis.zcard(OBJECTS_KEY)).toBe(0);
  });

  it("that was never finished is given up by the sweep", async () => {
    const writer = store.documents.write(A);
    await writer.append(randomBytes(10 * MIB));
    expect((await server.objects()).open).toHaveLength(1);
    expect(await sweepLater()).toEqual({ deleted: 1, errors: 0 });
    expect((await server.objects()).open).toEqual([]);
  });

  it("is not given up while its job may be sending it", async () => {
    await store.redis.hset(jobKeys(A).job, { state: "queued" });
    const writer = store.documents.write(A);
    await writer.append(randomBytes(10 * MIB));
    expect(await sweepLater()).toEqual({ deleted: 0, errors: 0 });
    await writer.finish();
    expect(await contentOf(store.documents, A)).toHaveLength(10 * MIB);
  });

  it("leaves no key without a time to live", async () => {
    await write(A, randomBytes(9 * MIB));
    await store.documents.take(B, A);
    expect(await keysWithoutTtl(store.redis)).toEqual([]);
  });
});
