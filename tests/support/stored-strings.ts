/** Whatever the store holds, as whoever stole it would read it: every key, field, value and member, and what they decode to. */
import { gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import type { Redis } from "@upstash/redis";
import { storedKeys } from "./stored-keys.ts";

/** A run of so many bytes of a secret is a leak. */
const RUN_BYTES = 12;
const MAX_DEPTH = 3;
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

export interface StoredString {
  readonly key: string;
  readonly text: string;
}

async function partsOf(redis: Redis, key: string): Promise<readonly unknown[]> {
  const type = await redis.type(key);
  switch (type) {
    case "hash":
      return ((await redis.hgetall(key)) ?? []) as unknown as readonly unknown[];
    case "set":
      return redis.smembers(key);
    case "zset":
      return redis.zrange(key, 0, -1, { withScores: true });
    case "list":
      return redis.lrange(key, 0, -1);
    case "string":
      return [await redis.get(key)];
    case "none":
      return [];
    default:
      throw new Error(`${key} is a ${type}, into which nobody has looked.`);
  }
}

/** For a client without deserialisation: it hands through what Redis sends. */
export async function storedStrings(redis: Redis): Promise<StoredString[]> {
  const found: StoredString[] = [];
  for (const key of await storedKeys(redis)) {
    found.push({ key, text: key });
    for (const part of await partsOf(redis, key)) found.push({ key, text: String(part) });
  }
  return found;
}

function unpacked(bytes: Buffer): Buffer[] {
  return [gunzipSync, inflateSync, inflateRawSync].flatMap((unpack) => {
    try {
      return [unpack(bytes, { maxOutputLength: MAX_UNPACKED_BYTES })];
    } catch {
      return [];
    }
  });
}

/** The bytes themselves, and what is found in them: base64 of either alphabet, hex, and what is compressed; again and again. */
function* readings(bytes: Buffer, depth = 0): Generator<Buffer> {
  yield bytes;
  if (depth === MAX_DEPTH) return;
  const text = bytes.toString("latin1");
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{16,}/g)) {
    yield* readings(Buffer.from(run, "base64"), depth + 1);
    if (/^[0-9a-f]+$/i.test(run)) yield* readings(Buffer.from(run, "hex"), depth + 1);
  }
  for (const content of unpacked(bytes)) yield* readings(content, depth + 1);
}

function runsOf(secret: Uint8Array): string[] {
  const text = Buffer.from(secret).toString("latin1");
  const starts = Math.max(0, text.length - RUN_BYTES + 1);
  return Array.from({ length: starts }, (_, at) => text.slice(at, at + RUN_BYTES));
}

/** Which keys of the store give a run of 12 bytes of one of the secrets away; secrets by what they are called. */
export function leaksOf(
  strings: readonly StoredString[],
  secrets: Readonly<Record<string, Uint8Array | string>>,
): string[] {
  const owner = new Map<string, string>();
  for (const [name, secret] of Object.entries(secrets)) {
    const bytes = typeof secret === "string" ? Buffer.from(secret) : secret;
    if (bytes.length < RUN_BYTES) throw new Error(`${name} is too short to be found.`);
    for (const run of runsOf(bytes)) owner.set(run, name);
  }
  const found = new Set<string>();
  for (const { key, text } of strings) {
    for (const bytes of readings(Buffer.from(text))) {
      const read = bytes.toString("latin1");
      for (let at = 0; at + RUN_BYTES <= read.length; at++) {
        const name = owner.get(read.slice(at, at + RUN_BYTES));
        if (name !== undefined) found.add(`${name} in ${key}`);
      }
    }
  }
  return [...found].sort();
}
