/** AuditTrail on Upstash Redis: a sorted set for each account, every event in it sealed. */

import { randomBytes } from "node:crypto";
import type { Redis } from "@upstash/redis";
import { type AuditEvent, type AuditTrail, auditEventSchema } from "../contracts/audit-event.ts";
import type { Log } from "../contracts/log.ts";
import type { Vault } from "../crypto/vault.ts";
import { guardStore } from "./guard-store.ts";
import { accountAuditKey, type TimesToLive } from "./keys.ts";
import { rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import { ADD_AUDIT } from "./scripts/account-log.ts";
import type { TenantNamer } from "./tenant-names.ts";

const EVENT_CONTEXT = "docat: security log";
const storedSchema = auditEventSchema.omit({ at: true });

interface AuditSettings {
  readonly ttl: Pick<TimesToLive, "log">;
  readonly vault: Vault;
  readonly nameFor: TenantNamer;
  readonly log: Log;
}

/** A cursor of ours is a time; anything else begins at the newest. */
function endOf(cursor: string | null): string {
  return cursor !== null && /^\d{1,15}$/.test(cursor) ? `(${cursor}` : "+inf";
}

/** What cannot be opened any more, because its key is gone, is left out. */
function open(vault: Vault, member: string, score: string): AuditEvent[] {
  try {
    const stored = storedSchema.parse(JSON.parse(vault.disclose(EVENT_CONTEXT, member)));
    return [{ ...stored, at: new Date(Number(score)).toISOString() }];
  } catch {
    return [];
  }
}

/** Also one line of the deployment's log for each event, with the same fields but for the account's: an operator's alarms go by it. */
export function createRedisAuditTrail(redis: Redis, { ttl, vault, nameFor, log }: AuditSettings): AuditTrail {
  const keyOf = (tenant: string) => accountAuditKey(nameFor(tenant)("account"));
  return {
    async record(tenant, { event, actor, network, details }) {
      const id = `evt_${randomBytes(8).toString("hex")}`;
      log.info("audit", { ...details, audit: event, id, actor, network });
      const sealed = vault.enclose(EVENT_CONTEXT, JSON.stringify({ id, event, actor, network, details }));
      try {
        await guardStore(() => runScript<unknown>(redis, ADD_AUDIT, [keyOf(tenant)], [sealed, String(ttl.log)]));
      } catch (error) {
        log.error("audit.not_recorded", error, { audit: event, id });
      }
    },

    async list(tenant, { cursor, limit }) {
      const range = { byScore: true, rev: true, withScores: true, offset: 0, count: limit } as const;
      const reply = await guardStore(() => redis.zrange(keyOf(tenant), endOf(cursor) as "+inf", "-inf", range));
      const list = rawReply<string>(reply);
      const events: AuditEvent[] = [];
      for (let at = 0; at < list.length; at += 2) events.push(...open(vault, list[at] ?? "", list[at + 1] ?? ""));
      const isFull = list.length === 2 * limit;
      return { events, cursor: isFull ? (list.at(-1) ?? null) : null };
    },

    async erase(tenant) {
      const key = keyOf(tenant);
      const count = await guardStore(() => redis.zcard(key));
      await guardStore(() => redis.del(key));
      return count;
    },
  };
}
