/** AccountStore on Upstash Redis: a hash for each user and each account, found by the MAC of an address. */

import type { Redis } from "@upstash/redis";
import type { AccountStore } from "../auth/account.ts";
import { newUserId } from "../auth/opaque-token.ts";
import type { Vault } from "../crypto/vault.ts";
import { MAX_ACCOUNT_USERS } from "../limits/account-limits.ts";
import { accountEraser } from "./account-eraser.ts";
import { createEmailNamer } from "./email-names.ts";
import { guardStore } from "./guard-store.ts";
import { accountKey, accountUsersKey, emailKey, resetKey, sessionsKey, userKey } from "./keys.ts";
import { rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import { CHANGE_PASSWORD, CREATE_USER, REPLACE_FIELD } from "./scripts/account.ts";
import { userFields, userFromHash } from "./user-hash.ts";

/** Accounts stay until they are deleted. */
export function createRedisAccountStore(redis: Redis, vault: Vault): AccountStore {
  const nameOf = createEmailNamer(redis, vault);
  const run = <T>(script: string, keys: string[], args: readonly (string | number)[]) =>
    guardStore(() => runScript<T>(redis, script, keys, args.map(String)));

  async function readStored(id: string) {
    const list = rawReply<string>((await guardStore(() => redis.hgetall(userKey(id)))) ?? []);
    return userFromHash(vault, id, list);
  }

  async function readUser(id: string) {
    const stored = await readStored(id);
    if (stored === null) return null;
    const anew = vault.reseal(stored.sealed);
    if (anew !== stored.sealed) await run(REPLACE_FIELD, [userKey(id)], ["email", stored.sealed, anew]);
    return stored.user;
  }

  const eraser = accountEraser(redis);

  return {
    async findByEmail(email) {
      const id = await guardStore(async () => redis.get<string>(emailKey(await nameOf(email))));
      const stored = await readStored(id ?? newUserId());
      return stored?.user ?? null;
    },
    readUser,
    async usersOf(tenant) {
      const users = await Promise.all((await eraser.usersOf(tenant)).map(readUser));
      return users.filter((user) => user !== null).sort((a, b) => a.createdAt - b.createdAt);
    },
    async create(user) {
      const mac = await nameOf(user.email);
      const keys = [emailKey(mac), userKey(user.id), accountKey(user.tenant), accountUsersKey(user.tenant)];
      const head = [user.id, user.role === "owner" ? 1 : 0, MAX_ACCOUNT_USERS, user.createdAt];
      return run(CREATE_USER, keys, [...head, ...userFields(vault, user, mac)]);
    },
    async changePassword(id, { from, to, endSessions }) {
      const keys = [userKey(id), sessionsKey(id), resetKey(id)];
      return (await run<number>(CHANGE_PASSWORD, keys, [from, to, endSessions ? 1 : 0])) === 1;
    },
    planOf: (tenant) => guardStore(() => redis.hget<string>(accountKey(tenant), "plan")),
    async setPlan(tenant, plan) {
      await guardStore(() => redis.hset(accountKey(tenant), { plan }));
    },
    async removeUser(tenant, id) {
      if (!(await eraser.usersOf(tenant)).includes(id)) return false;
      await eraser.eraseUser(tenant, id);
      return true;
    },
    erase: eraser.eraseAccount,
  };
}
