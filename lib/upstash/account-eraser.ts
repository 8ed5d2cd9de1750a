/** Takes users and accounts out of the store, for good. All of it may be repeated, and goes on where it broke off. */

import type { Redis } from "@upstash/redis";
import type { ErasedAccount } from "../auth/account.ts";
import { guardStore } from "./guard-store.ts";
import { accountKey, accountUsersKey, emailKey, resetKey, sessionsKey, userKey } from "./keys.ts";
import { runScript } from "./run-script.ts";
import { ERASE_USER } from "./scripts/account.ts";

export function accountEraser(redis: Redis) {
  const usersOf = (tenant: string) => guardStore(() => redis.smembers<string[]>(accountUsersKey(tenant)));

  /** The address's name stands in the user's hash; when that is gone already, so is what it named. */
  async function eraseUser(tenant: string, id: string): Promise<readonly [found: number, sessions: number]> {
    const mac = await guardStore(() => redis.hget<string>(userKey(id), "mac"));
    const keys = [userKey(id), sessionsKey(id), resetKey(id), emailKey(mac ?? `none:${id}`), accountUsersKey(tenant)];
    return guardStore(() => runScript<[number, number]>(redis, ERASE_USER, keys, [id]));
  }

  async function eraseAccount(tenant: string): Promise<ErasedAccount> {
    // First of all, so that nobody joins it meanwhile.
    await guardStore(() => redis.del(accountKey(tenant)));
    let [users, sessions] = [0, 0];
    for (const id of await usersOf(tenant)) {
      const [found, ended] = await eraseUser(tenant, id);
      users += found;
      sessions += ended;
    }
    await guardStore(() => redis.del(accountUsersKey(tenant)));
    return { users, sessions };
  }

  return { usersOf, eraseUser, eraseAccount };
}
