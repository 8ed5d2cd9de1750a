/** SessionStore on Upstash Redis: the sessions of a user are the fields of one hash. */

import type { Redis } from "@upstash/redis";
import { z } from "zod";
import type { SessionStore } from "../auth/account.ts";
import { roleSchema } from "../auth/role.ts";
import { MAX_SESSION_SECONDS, MAX_SESSIONS, REFRESH_GRACE_SECONDS } from "../limits/account-limits.ts";
import { guardStore } from "./guard-store.ts";
import { accountKey, sessionsKey, type TimesToLive, userKey } from "./keys.ts";
import { runScript } from "./run-script.ts";
import { OPEN_SESSION, READ_STANDING, ROTATE_SESSION } from "./scripts/session.ts";

const standingSchema = z.tuple([roleSchema, z.string()]).nullable();
const rotationSchema = z.enum(["rotated", "again", "reused", "ended"]);

export function createRedisSessionStore(redis: Redis, ttl: Pick<TimesToLive, "session">): SessionStore {
  const run = (script: string, keys: string[], args: readonly (string | number)[]) =>
    guardStore(() => runScript<unknown>(redis, script, keys, args.map(String)));

  return {
    async open(user, session, digest) {
      const keys = [userKey(user.id), sessionsKey(user.id)];
      const args = [session, digest, user.password, ttl.session, MAX_SESSION_SECONDS, MAX_SESSIONS];
      return (await run(OPEN_SESSION, keys, args)) === 1;
    },
    async rotate(user, session, { presented, successor }) {
      const args = [session, presented, successor, ttl.session, REFRESH_GRACE_SECONDS * 1_000];
      return rotationSchema.parse(await run(ROTATE_SESSION, [sessionsKey(user)], args));
    },
    async end(user, session) {
      await guardStore(() => redis.hdel(sessionsKey(user), session));
    },
    async endAll(user) {
      await guardStore(() => redis.del(sessionsKey(user)));
    },
    async standing(tenant, user, session) {
      const keys = [userKey(user), sessionsKey(user), accountKey(tenant)];
      const found = standingSchema.parse((await run(READ_STANDING, keys, [tenant, session])) ?? null);
      return found && { role: found[0], plan: found[1] === "" ? null : found[1] };
    },
  };
}
