/** The broker's journal in Redis: a hash for each kind of record, written in the order in which things happened. */
import type { Journal, JournalKind, JournalRecords } from "../dev/broker/journal.ts";

import { fromText, toText } from "../dev/redis/byte-string.ts";
import { type RedisCommand, type RedisEngine, RedisError } from "../dev/redis/redis-engine.ts";

/** No end: they hold what has not been delivered, and are bounded by the broker's own limits. */
const keyOf = (kind: JournalKind): string => `docat:broker:${kind}`;
const BATCH = 500;

/** Reads everything that an earlier server had noted. Throws when Redis does not answer. */
export async function readJournal(engine: RedisEngine): Promise<JournalRecords> {
  const read = async (kind: JournalKind): Promise<ReadonlyMap<string, unknown>> => {
    const reply = await engine.execute(["HGETALL", keyOf(kind)]);
    if (!Array.isArray(reply)) throw new Error(reply instanceof RedisError ? reply.message : "Redis answered no hash.");
    const texts = reply.map((part) => toText(String(part)));
    const pairs = texts.flatMap((text, at) => (at % 2 === 0 ? [[text, JSON.parse(texts[at + 1] ?? "")] as const] : []));
    return new Map<string, unknown>(pairs);
  };
  return {
    messages: await read("messages"),
    deadLetters: await read("deadLetters"),
    schedules: await read("schedules"),
    seen: await read("seen"),
  };
}

/**
 * What is noted of one record before it is written counts once. Writes are transactions, one at a time; what fails is kept and tried again at the
 * next note or `flush`, which tells of the failure.
 */
export class RedisJournal implements Journal {
  readonly #engine: RedisEngine;
  readonly #report: (error: unknown) => void;
  #noted = new Map<string, RedisCommand>();
  #writing: Promise<void> | undefined;
  #later: NodeJS.Immediate | undefined;

  constructor(engine: RedisEngine, report: (error: unknown) => void) {
    this.#engine = engine;
    this.#report = report;
  }

  put(kind: JournalKind, id: string, record: unknown): void {
    this.#note(kind, id, ["HSET", keyOf(kind), fromText(id), fromText(JSON.stringify(record))]);
  }

  remove(kind: JournalKind, id: string): void {
    this.#note(kind, id, ["HDEL", keyOf(kind), fromText(id)]);
  }

  async flush(): Promise<void> {
    while (this.#noted.size > 0 || this.#writing !== undefined) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
    }
  }

  #note(kind: JournalKind, id: string, command: RedisCommand): void {
    const name = `${kind}\n${id}`;
    // To the end: a record that was noted before must not be written before what it follows from.
    this.#noted.delete(name);
    this.#noted.set(name, command);
    this.#later ??= setImmediate(() => {
      this.#later = undefined;
      this.flush().catch(this.#report);
    });
  }

  async #write(): Promise<void> {
    const batch = [...this.#noted].slice(0, BATCH);
    for (const [name] of batch) this.#noted.delete(name);
    try {
      const replies = await this.#engine.transaction(batch.map(([, command]) => command));
      const refused = Array.isArray(replies) ? replies.find((reply) => reply instanceof RedisError) : replies;
      if (refused instanceof RedisError) throw new Error(`The broker's journal was not written: ${refused.message}`);
    } catch (error) {
      // Newer notes of the same records stand.
      this.#noted = new Map([...batch.filter(([name]) => !this.#noted.has(name)), ...this.#noted]);
      throw error;
    }
  }
}
