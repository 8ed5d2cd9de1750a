/** LinkStore on Upstash Redis: what the links in mails lead to, for as long as they are good. */

import type { Redis } from "@upstash/redis";
import { z } from "zod";
import type { LinkStore } from "../auth/account.ts";
import { roleSchema } from "../auth/role.ts";
import type { Vault } from "../crypto/vault.ts";
import { guardStore } from "./guard-store.ts";
import { pendingKey, resetKey, sessionsKey, type TimesToLive, userKey } from "./keys.ts";
import { runScript } from "./run-script.ts";
import { PUT_RESET, RESET_PASSWORD } from "./scripts/account.ts";

const PENDING_CONTEXT = "docat: pending user";

const pendingSchema = z.object({
  user: z.object({
    id: z.string(),
    tenant: z.string(),
    role: roleSchema,
    email: z.string(),
    createdAt: z.number(),
  }),
  password: z.string().nullable(),
});

type LinkTimes = Pick<TimesToLive, "resetLink" | "confirmLink">;

export function createRedisLinkStore(
  redis: Redis,
  { ttl, vault }: { readonly ttl: LinkTimes; readonly vault: Vault },
): LinkStore {
  const run = (script: string, keys: string[], args: readonly (string | number)[]) =>
    guardStore(() => runScript<number>(redis, script, keys, args.map(String)));

  return {
    async putPending(digest, pending) {
      const sealed = vault.enclose(PENDING_CONTEXT, JSON.stringify(pending));
      await guardStore(() => redis.set(pendingKey(digest), sealed, { ex: ttl.confirmLink }));
    },
    async readPending(digest) {
      const sealed = await guardStore(() => redis.get<string>(pendingKey(digest)));
      return sealed === null ? null : pendingSchema.parse(JSON.parse(vault.disclose(PENDING_CONTEXT, sealed)));
    },
    async forgetPending(digest) {
      await guardStore(() => redis.del(pendingKey(digest)));
    },
    async putReset(user, digest) {
      await run(PUT_RESET, [userKey(user), resetKey(user)], [digest, ttl.resetLink]);
    },
    async isReset(user, digest) {
      return (await guardStore(() => redis.get<string>(resetKey(user)))) === digest;
    },
    async reset(user, digest, password) {
      return (await run(RESET_PASSWORD, [userKey(user), sessionsKey(user), resetKey(user)], [digest, password])) === 1;
    },
  };
}
