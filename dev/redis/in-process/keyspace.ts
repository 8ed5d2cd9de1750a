/** The keys of the in-process engine: typed values that expire. */
import type { ByteString } from "../byte-string.ts";
import { CommandFailure } from "./command-failure.ts";
import { SortedSet } from "./sorted-set.ts";
import { Stream } from "./stream.ts";

/** The Redis types that the engine knows, by the names that TYPE gives them. */
export interface ValueTypes {
  string: { bytes: ByteString };
  hash: Map<ByteString, ByteString>;
  set: Set<ByteString>;
  zset: SortedSet;
  list: ByteString[];
  stream: Stream;
}

type TypeName = keyof ValueTypes;

interface Entry {
  type: TypeName;
  value: ValueTypes[TypeName];
  /** Milliseconds since the epoch. */
  expiresAt: number | undefined;
}

const create: { [Type in TypeName]: () => ValueTypes[Type] } = {
  string: () => ({ bytes: "" }),
  hash: () => new Map(),
  set: () => new Set(),
  zset: () => new SortedSet(),
  list: () => [],
  stream: () => new Stream(),
};

const copyOf: { [Type in TypeName]: (value: ValueTypes[Type]) => ValueTypes[Type] } = {
  string: ({ bytes }) => ({ bytes }),
  hash: (hash) => new Map(hash),
  set: (set) => new Set(set),
  zset: (zset) => zset.copy(),
  list: (list) => [...list],
  stream: (stream) => stream.copy(),
};

/** A value of any type: which one is known only to the entry. */
function copied<Type extends TypeName>(type: Type, value: ValueTypes[TypeName]): ValueTypes[Type] {
  return copyOf[type](value as ValueTypes[Type]);
}

/** A database of one process. Expired keys are gone the moment they are looked at, whether or not they were swept. */
export class Keyspace {
  readonly now: () => number;
  private readonly entries = new Map<ByteString, Entry>();

  constructor(now: () => number) {
    this.now = now;
  }

  private entry(key: ByteString): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry?.expiresAt === undefined || entry.expiresAt > this.now()) return entry;
    this.entries.delete(key);
    return undefined;
  }

  /** The value under the key, or undefined. Fails with WRONGTYPE when another type stands there. */
  read<Type extends TypeName>(type: Type, key: ByteString): ValueTypes[Type] | undefined {
    const entry = this.entry(key);
    if (!entry) return undefined;
    if (entry.type !== type)
      throw new CommandFailure("WRONGTYPE Operation against a key holding the wrong kind of value");
    return entry.value as ValueTypes[Type];
  }

  /** The value under the key, made empty when there is none; the caller puts something in or calls `dropIfEmpty`. */
  open<Type extends TypeName>(type: Type, key: ByteString): ValueTypes[Type] {
    const found = this.read(type, key);
    if (found !== undefined) return found;
    const value = create[type]();
    this.entries.set(key, { type, value, expiresAt: undefined });
    return value;
  }

  /** Puts a string under the key whatever was there; without `expiresAt` it stays for ever. */
  writeString(key: ByteString, bytes: ByteString, expiresAt?: number): void {
    this.entries.set(key, { type: "string", value: { bytes }, expiresAt });
  }

  /** Removes a collection that has no members left, as Redis does (but never a stream). */
  dropIfEmpty(key: ByteString): void {
    const entry = this.entries.get(key);
    if (!entry || entry.type === "string" || entry.type === "stream") return;
    const { value } = entry;
    const size = Array.isArray(value) ? value.length : (value as { size: number }).size;
    if (size === 0) this.entries.delete(key);
  }

  type(key: ByteString): TypeName | undefined {
    return this.entry(key)?.type;
  }

  delete(key: ByteString): boolean {
    return this.entry(key) !== undefined && this.entries.delete(key);
  }

  /** Puts what stands under one key under another. False when there is nothing. */
  rename(from: ByteString, to: ByteString): boolean {
    const entry = this.entry(from);
    if (!entry) return false;
    this.entries.delete(from);
    this.entries.set(to, entry);
    return true;
  }

  /** Puts the same value with the same time to live under another key as well. False when there is nothing to copy. */
  copy(from: ByteString, to: ByteString): boolean {
    const entry = this.entry(from);
    if (!entry) return false;
    this.entries.set(to, { ...entry, value: copied(entry.type, entry.value) });
    return true;
  }

  /** When the key expires, in milliseconds since the epoch; null when never, undefined when there is no such key. */
  expiresAt(key: ByteString): number | null | undefined {
    const entry = this.entry(key);
    return entry && (entry.expiresAt ?? null);
  }

  /** A time that has passed deletes the key. False when there is no such key. */
  expire(key: ByteString, expiresAt: number | undefined): boolean {
    const entry = this.entry(key);
    if (!entry) return false;
    entry.expiresAt = expiresAt;
    this.entry(key);
    return true;
  }

  /** All living keys, in the order in which they were made; sweeps the expired ones out. */
  keys(): ByteString[] {
    for (const key of [...this.entries.keys()]) this.entry(key);
    return [...this.entries.keys()];
  }

  clear(): void {
    this.entries.clear();
  }
}
