/** A stream: entries under growing ids of milliseconds and a sequence number. */
import type { ByteString } from "../byte-string.ts";
import { CommandFailure } from "./command-failure.ts";

const SMALLER = "ERR The ID specified in XADD is equal or smaller than the target stream top item";
const INVALID = "ERR Invalid stream ID specified as stream command argument";
const LARGEST = 2n ** 64n - 1n;

export type StreamId = readonly [milliseconds: bigint, sequence: bigint];

export interface StreamEntry {
  readonly id: StreamId;
  readonly fields: readonly ByteString[];
}

export const formatId = ([milliseconds, sequence]: StreamId): ByteString => `${milliseconds}-${sequence}`;

const after = (left: StreamId, right: StreamId): boolean =>
  left[0] > right[0] || (left[0] === right[0] && left[1] > right[1]);

/** A full or half id; the missing half is 0 at the start of a range and the largest at its end. */
export function parseId(text: ByteString, missing: bigint): StreamId {
  const match = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text);
  if (!match?.[1]) throw new CommandFailure(INVALID);
  const id: StreamId = [BigInt(match[1]), match[2] === undefined ? missing : BigInt(match[2])];
  if (id[0] > LARGEST || id[1] > LARGEST) throw new CommandFailure(INVALID);
  return id;
}

/** One end of a range: `-`, `+`, an id, or an id with a bracket that leaves it out. */
export function rangeTest(text: ByteString, end: "start" | "end"): (id: StreamId) => boolean {
  if (text === "-") return () => end === "start";
  if (text === "+") return () => end === "end";
  const open = text.startsWith("(");
  const bound = parseId(open ? text.slice(1) : text, end === "start" ? 0n : LARGEST);
  if (end === "start") return open ? (id) => after(id, bound) : (id) => !after(bound, id);
  return open ? (id) => after(bound, id) : (id) => !after(id, bound);
}

export class Stream {
  readonly entries: StreamEntry[] = [];
  private last: StreamId = [0n, 0n];

  /** Appends under `*`, `123-*` or a full id. Fails when the id would not grow. */
  add(wanted: ByteString, fields: readonly ByteString[], now: number): StreamId {
    const id = this.nextId(wanted, now);
    if (!after(id, this.last)) throw new CommandFailure(SMALLER);
    this.last = id;
    this.entries.push({ id, fields });
    return id;
  }

  /** Goes on where this one stands: its ids grow from the same last one. */
  copy(): Stream {
    const copy = new Stream();
    copy.entries.push(...this.entries);
    copy.last = this.last;
    return copy;
  }

  private nextId(wanted: ByteString, now: number): StreamId {
    if (wanted === "*") {
      const milliseconds = BigInt(now);
      return milliseconds > this.last[0] ? [milliseconds, 0n] : [this.last[0], this.last[1] + 1n];
    }
    if (!wanted.endsWith("-*")) return parseId(wanted, 0n);
    const [milliseconds] = parseId(wanted.slice(0, -2), 0n);
    return [milliseconds, milliseconds === this.last[0] ? this.last[1] + 1n : 0n];
  }

  /** Drops the oldest entries. Returns how many. */
  dropWhile(test: (entry: StreamEntry, remaining: number) => boolean): number {
    let dropped = 0;
    for (const entry of this.entries) {
      if (!test(entry, this.entries.length - dropped)) break;
      dropped += 1;
    }
    this.entries.splice(0, dropped);
    return dropped;
  }

  remove(ids: readonly StreamId[]): number {
    const wanted = new Set(ids.map(formatId));
    const kept = this.entries.filter((entry) => !wanted.has(formatId(entry.id)));
    const removed = this.entries.length - kept.length;
    if (removed > 0) this.entries.splice(0, this.entries.length, ...kept);
    return removed;
  }
}
