/**
 * DocumentObjects on Upstash Redis. A sorted set has every object and every sending by the time at which somebody should look at it;
 * a set for each object has the jobs and uploads whose document lies in it. What counts is whether their document hashes are there.
 */
import type { Redis } from "@upstash/redis";
import type { Vault } from "../crypto/vault.ts";
import type { DocumentObjects, ObjectEntry } from "../documents/document-objects.ts";
import { makerOf } from "../documents/object-names.ts";
import type { ObjectStore, OpenObject } from "../documents/object-store.ts";
import { OBJECT_LOOK_MS, OBJECT_SWEEP_BATCH } from "../limits/object-limits.ts";
import { guardStore } from "./guard-store.ts";
import { documentKey, jobKeys, OBJECTS_KEY, objectHoldersKey, type TimesToLive, uploadKey } from "./keys.ts";
import { rawReply } from "./redis-client.ts";
import { readAbout } from "./stored-about.ts";

interface LedgerSettings {
  readonly objects: ObjectStore;
  readonly ttl: TimesToLive;
  readonly vault: Vault;
}

function memberOf({ name, sending }: ObjectEntry): string {
  return sending === undefined ? name : `${name} ${sending}`;
}

function entryOf(member: string): ObjectEntry {
  const [name = "", sending] = member.split(" ", 2);
  return sending === undefined ? { name } : { name, sending };
}

export class ObjectLedger implements DocumentObjects {
  readonly #redis: Redis;
  readonly #objects: ObjectStore;
  readonly #vault: Vault;
  /** Longer than any document is kept: what the book forgets nobody deletes but the bucket's own rule. */
  readonly #seconds: number;

  constructor(redis: Redis, { objects, ttl, vault }: LedgerSettings) {
    this.#redis = redis;
    this.#objects = objects;
    this.#vault = vault;
    this.#seconds = ttl.active + ttl.document + ttl.upload;
  }

  async noteSending(object: OpenObject): Promise<void> {
    await this.#note(object);
  }

  /** To be called before the holder's document lies in the object. */
  async hold(name: string, holder: string): Promise<void> {
    const key = objectHoldersKey(name);
    await guardStore(() => this.#redis.multi().sadd(key, holder).expire(key, this.#seconds).exec());
    await this.#note({ name });
  }

  async objectOf(holder: string): Promise<string | null> {
    const about = await readAbout(this.#redis, this.#vault, holder);
    return about !== null && "object" in about ? (about.object ?? null) : null;
  }

  async noteHolder(holder: string): Promise<void> {
    const name = await this.objectOf(holder);
    if (name !== null) await this.hold(name, holder);
  }

  async deleteUnheld(name: string | null): Promise<void> {
    if (name !== null && !(await this.#isHeld(name))) await this.discard({ name });
  }

  async discard(entry: ObjectEntry): Promise<void> {
    const { name, sending } = entry;
    if (sending !== undefined) await this.#objects.giveUp({ name, sending });
    await this.#objects.delete(name);
    await guardStore(() =>
      this.#redis.multi().zrem(OBJECTS_KEY, name, memberOf(entry)).del(objectHoldersKey(name)).exec(),
    );
  }

  async sweep(): Promise<{ readonly deleted: number; readonly errors: number }> {
    const range = { byScore: true, offset: 0, count: OBJECT_SWEEP_BATCH } as const;
    const due = rawReply<string>(await guardStore(() => this.#redis.zrange(OBJECTS_KEY, 0, Date.now(), range)));
    const looks = await Promise.allSettled(due.map((member) => this.#look(entryOf(member))));
    return {
      deleted: looks.filter((one) => one.status === "fulfilled" && one.value).length,
      errors: looks.filter(({ status }) => status === "rejected").length,
    };
  }

  async #note(entry: ObjectEntry): Promise<void> {
    const score = Date.now() + OBJECT_LOOK_MS;
    await guardStore(() =>
      this.#redis
        .multi()
        .zadd(OBJECTS_KEY, { score, member: memberOf(entry) })
        .expire(OBJECTS_KEY, this.#seconds)
        .exec(),
    );
  }

  /** Answers whether it was deleted. */
  async #look(entry: ObjectEntry): Promise<boolean> {
    const { name, sending } = entry;
    const stays = (await this.#isHeld(name)) || (sending !== undefined && (await this.#isBeingSent(name)));
    if (stays) await this.#note(entry);
    else await this.discard(entry);
    return !stays;
  }

  /**
   * A job that was abandoned gives its document away in one step with saying to whom; that one may not be in the book yet, and then
   * its giver stands for it.
   */
  async #isHeld(name: string): Promise<boolean> {
    const holders = rawReply<string>(await guardStore(() => this.#redis.smembers(objectHoldersKey(name))));
    if (holders.length === 0) return false;
    const transaction = this.#redis.multi();
    for (const holder of holders) {
      transaction.exists(documentKey(holder)).hget<string>(jobKeys(holder).job, "successor");
    }
    const found = await guardStore(() => transaction.exec<unknown[]>());
    return holders.some((_, n) => {
      const [exists, successor] = [found[2 * n], found[2 * n + 1]];
      return Number(exists) > 0 || (typeof successor === "string" && !holders.includes(successor));
    });
  }

  /** Whether those for whom it is sent are still there. */
  async #isBeingSent(name: string): Promise<boolean> {
    const maker = makerOf(name);
    if (maker === null) return false;
    return (await guardStore(() => this.#redis.exists(uploadKey(maker), jobKeys(maker).job))) > 0;
  }
}
