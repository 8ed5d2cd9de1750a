/** The object store against a server that checks every signature. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ObjectServer, startObjectServer } from "../../../dev/s3/start-object-server.ts";
import type { ObjectStore, OpenObject } from "../../../lib/documents/object-store.ts";
import { createS3ObjectStore } from "../../../lib/s3/s3-object-store.ts";
import { settingsOf } from "../../support/object-store.ts";

const MIB = 1_048_576;

let server: ObjectServer;
let store: ObjectStore;
let names = 0;
const newName = () => `name ${++names}/ü+&`;

beforeAll(async () => {
  server = await startObjectServer({ partsInPage: 2 });
  store = createS3ObjectStore(settingsOf(server));
});
afterAll(() => server.close());

async function stored(...contents: readonly Uint8Array[]): Promise<string> {
  const object = await store.begin(newName());
  const parts = await Promise.all(contents.map((bytes, n) => store.putPart(object, n + 1, bytes)));
  await store.join(object, parts);
  return object.name;
}

async function whole(name: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.stream(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const put = (url: string, bytes: Uint8Array<ArrayBuffer>) => fetch(url, { method: "PUT", body: bytes });

describe("An object in parts", () => {
  it("is found under its name when its parts are joined, and reads as they were", async () => {
    const contents = [randomBytes(5 * MIB), randomBytes(5 * MIB), randomBytes(17)];
    const name = await stored(...contents);
    expect(await store.sizeOf(name)).toBe(10 * MIB + 17);
    expect((await whole(name)).equals(Buffer.concat(contents))).toBe(true);
  });

  it("is not found before", async () => {
    const object = await store.begin(newName());
    await store.putPart(object, 1, randomBytes(100));
    expect(await store.sizeOf(object.name)).toBeNull();
  });

  it("tells all its parts, however many pages the list has", async () => {
    const object = await store.begin(newName());
    for (const number of [5, 1, 3, 2]) await store.putPart(object, number, new Uint8Array(number));
    const parts = (await store.partsOf(object)) ?? [];
    expect(parts.map(({ number, sizeBytes }) => [number, sizeBytes])).toEqual([1, 2, 3, 5].map((n) => [n, n]));
  });

  it("tells of a part that was sent twice what came last", async () => {
    const object = await store.begin(newName());
    await store.putPart(object, 1, new Uint8Array(3));
    const { tag } = await store.putPart(object, 1, new Uint8Array(4));
    expect(await store.partsOf(object)).toEqual([{ number: 1, sizeBytes: 4, tag }]);
  });

  it("has no parts any more when it was joined or given up, and can be given up twice", async () => {
    const joined = await store.begin(newName());
    await store.join(joined, [await store.putPart(joined, 1, new Uint8Array(4))]);
    expect(await store.partsOf(joined)).toBeNull();
    const given = await store.begin(newName());
    await store.putPart(given, 1, new Uint8Array(4));
    await store.giveUp(given);
    await store.giveUp(given);
    expect(await store.partsOf(given)).toBeNull();
  });

  it("is not joined of parts that the store refuses", async () => {
    const object = await store.begin(newName());
    const parts = [
      await store.putPart(object, 1, new Uint8Array(9)),
      await store.putPart(object, 2, new Uint8Array(9)),
    ];
    await expect(store.join(object, parts)).rejects.toMatchObject({ code: "store_unavailable" });
  });
});

describe("A URL for a part", () => {
  let object: OpenObject;
  beforeAll(async () => {
    object = await store.begin(newName());
  });

  it("takes the part, without any key", async () => {
    const url = await store.urlOfPart(object, 1, 1_000, 60);
    expect((await put(url, randomBytes(1_000))).status).toBe(200);
    expect((await store.partsOf(object))?.map(({ sizeBytes }) => sizeBytes)).toEqual([1_000]);
  });

  it("takes a part of another size as little as one of another number", async () => {
    const url = await store.urlOfPart(object, 2, 1_000, 60);
    expect((await put(url, randomBytes(1_001))).status).toBe(403);
    expect((await put(url.replace("partNumber=2", "partNumber=3"), randomBytes(1_000))).status).toBe(403);
    expect((await fetch(url)).status).toBe(403);
    expect(await store.partsOf(object)).toHaveLength(1);
  });

  it("is of no use when its time is over", async () => {
    const url = await store.urlOfPart(object, 2, 10, 0);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await put(url, randomBytes(10))).status).toBe(403);
  });
});

describe("An object", () => {
  it("is read by ranges", async () => {
    const bytes = randomBytes(MIB);
    const name = await stored(bytes);
    for (const [start, end] of [[0, 10] as const, [999, 70_000] as const, [MIB - 1, MIB] as const, [5, 5] as const]) {
      expect(Buffer.from(await store.read(name, start, end)).equals(bytes.subarray(start, end))).toBe(true);
    }
  });

  it("is not read beyond its end", async () => {
    const name = await stored(randomBytes(100));
    await expect(store.read(name, 50, 101)).rejects.toMatchObject({ code: "store_unavailable" });
  });

  it("is lost when it is deleted, which can be done twice", async () => {
    const name = await stored(randomBytes(100));
    await store.delete(name);
    await store.delete(name);
    expect(await store.sizeOf(name)).toBeNull();
    await expect(store.read(name, 0, 1)).rejects.toMatchObject({ code: "document_lost" });
    await expect(whole(name)).rejects.toMatchObject({ code: "document_lost" });
  });

  it("lies under the prefix alone", async () => {
    const name = await stored(randomBytes(10));
    const { whole: found } = await server.objects();
    expect(found).toContain(`docat/${name}`);
  });
});

it("A wrong key gets nothing", async () => {
  const other = createS3ObjectStore({ ...settingsOf(server), secretAccessKey: "wrong" });
  const name = await stored(randomBytes(10));
  await expect(other.read(name, 0, 1)).rejects.toMatchObject({ code: "store_unavailable" });
  await expect(other.begin("new")).rejects.toMatchObject({ code: "store_unavailable" });
  await expect(other.delete(name)).rejects.toMatchObject({ code: "store_unavailable" });
});
