/** Unpacks a stream as far as a limit allows, to know how large it is. Knows the filters that can make much of little. */
import { inflateSync } from "node:zlib";

/** Full and short names to one name for each filter. */
const FILTERS: Readonly<Record<string, Filter>> = {
  FlateDecode: "flate",
  Fl: "flate",
  RunLengthDecode: "runs",
  RL: "runs",
  ASCIIHexDecode: "hex",
  AHx: "hex",
  ASCII85Decode: "base85",
  A85: "base85",
  LZWDecode: "lzw",
  LZW: "lzw",
};

/** `other`: decoders of images and encryption, which are not for us. */
export type Filter = "flate" | "runs" | "hex" | "base85" | "lzw" | "other";

/** The most bytes that one byte can become. Deflate: 258 bytes from two bits; LZW: a string of 4,096 from 12 bits. */
const GROWTH: Readonly<Record<Filter, number>> = { flate: 1_032, runs: 64, hex: 0.5, base85: 4, lzw: 2_731, other: 1 };

/** The filters that a dictionary states, in the order in which they are undone. */
export function filtersOf(dictionary: string): Filter[] {
  const stated = /\/(?:Filter|F)\s*(?:\[([^\]]*)\]|(\/[A-Za-z0-9]+))/.exec(dictionary);
  const names = (stated?.[1] ?? stated?.[2] ?? "").match(/\/[A-Za-z0-9]+/g) ?? [];
  return names.map((name) => FILTERS[name.slice(1)] ?? "other");
}

/** The size that `bytes` bytes cannot exceed behind `filters`, known without a look at them. */
export function largestSize(bytes: number, filters: readonly Filter[]): number {
  return filters.reduce((size, filter) => Math.max(size, 1) * GROWTH[filter], bytes);
}

/**
 * Bytes that come out behind `filters`, and `Infinity` when a step makes more than `maxBytes`. Stops early where the rest
 * cannot exceed it, at damage, and at a filter whose output it cannot tell.
 */
export function unpackedSize(data: Buffer, filters: readonly Filter[], maxBytes: number): number {
  let current = data;
  for (const [index, filter] of filters.entries()) {
    if (largestSize(current.length, filters.slice(index)) <= maxBytes) return current.length;
    if (filter === "other") return current.length;
    if (filter === "lzw") return withinLimit(lzwSize(current), maxBytes);
    const next = unpack(current, filter, maxBytes);
    if (next === "too-large") return Number.POSITIVE_INFINITY;
    if (next === "damaged") return current.length;
    current = next;
  }
  return withinLimit(current.length, maxBytes);
}

/** What comes out behind `filters`; undefined when that is more than `maxBytes`, damaged, or behind a filter that is not undone here. */
export function unpackAll(data: Buffer, filters: readonly Filter[], maxBytes: number): Buffer | undefined {
  let current = data;
  for (const filter of filters) {
    if (filter === "other" || filter === "lzw") return undefined;
    const next = unpack(current, filter, maxBytes);
    if (next === "too-large" || next === "damaged") return undefined;
    current = next;
  }
  return current;
}

function withinLimit(size: number, maxBytes: number): number {
  return size > maxBytes ? Number.POSITIVE_INFINITY : size;
}

function unpack(data: Buffer, filter: "flate" | "runs" | "hex" | "base85", maxBytes: number) {
  if (filter === "flate") return inflate(data, maxBytes);
  if (filter === "runs") return unpackRuns(data, maxBytes);
  return filter === "hex"
    ? Buffer.from(data.toString("latin1").replace(/[^0-9A-Fa-f]/g, ""), "hex")
    : unpackBase85(data);
}

function inflate(data: Buffer, maxBytes: number): Buffer | "too-large" | "damaged" {
  try {
    return inflateSync(data, { maxOutputLength: maxBytes, finishFlush: 2 });
  } catch (error) {
    const tooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return tooLarge ? "too-large" : "damaged";
  }
}

/** PDF 1.7, 7.4.5: a length below 128 is followed by that many bytes and one, above by one byte to repeat. */
function unpackRuns(data: Buffer, maxBytes: number): Buffer | "too-large" {
  const parts: Buffer[] = [];
  let size = 0;
  for (let at = 0; at < data.length && data[at] !== 128; ) {
    const length = data[at] ?? 128;
    const part = length < 128 ? data.subarray(at + 1, at + 2 + length) : Buffer.alloc(257 - length, data[at + 1]);
    parts.push(part);
    size += part.length;
    if (size > maxBytes) return "too-large";
    at += length < 128 ? length + 2 : 2;
  }
  return Buffer.concat(parts);
}

/** Sizes matter here, and what further filters see; `z` stands for four zeros. */
function unpackBase85(data: Buffer): Buffer {
  const out: number[] = [];
  let group: number[] = [];
  for (const byte of data) {
    if (byte === 0x7e) break;
    if (byte === 0x7a && group.length === 0) out.push(0, 0, 0, 0);
    if (byte < 0x21 || byte > 0x75) continue;
    group.push(byte - 0x21);
    if (group.length < 5) continue;
    const value = group.reduce((sum, digit) => sum * 85 + digit, 0) % 2 ** 32;
    out.push(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
    group = [];
  }
  return Buffer.from(out);
}

/** Bytes that LZW data becomes (PDF 1.7, 7.4.4, early change), from the lengths of its strings alone. */
function lzwSize(data: Buffer): number {
  const lengths = new Uint16Array(4_097).fill(1);
  let next = 258;
  let bits = 0;
  let count = 0;
  let width = 9;
  let previous = 0;
  let size = 0;
  for (const byte of data) {
    bits = ((bits << 8) | byte) & 0xff_ffff;
    count += 8;
    if (count < width) continue;
    count -= width;
    const code = (bits >> count) & ((1 << width) - 1);
    if (code === 257) break;
    if (code === 256) {
      next = 258;
      width = 9;
      previous = 0;
      continue;
    }
    if (previous > 0 && next < 4_096) {
      lengths[next] = previous + 1;
      next += 1;
    }
    previous = code < next ? (lengths[code] ?? 1) : 1;
    size += previous;
    if (next + 1 >= 1 << width && width < 12) width += 1;
  }
  return size;
}
