/** Under which names the store knows email addresses: MACs, so that whoever reads the store cannot try addresses on it. */

import { createHmac } from "node:crypto";
import type { Redis } from "@upstash/redis";
import type { Vault } from "../crypto/vault.ts";
import { guardStore } from "./guard-store.ts";
import { EMAIL_SECRET_KEY } from "./keys.ts";
import { runScript } from "./run-script.ts";
import { PUT_ONCE, REPLACE_TEXT } from "./scripts/account.ts";

/** The MAC of a normalised address; hex. */
export type EmailNamer = (email: string) => Promise<string>;

/**
 * The key is a random one that the first process puts into the store, sealed. It must outlive changes of every secret of the deployment, or
 * nobody would be found again; when `DATA_KEY` has changed it is wrapped anew.
 */
export function createEmailNamer(redis: Redis, vault: Vault): EmailNamer {
  let key: Promise<Buffer> | undefined;

  const run = <T>(script: string, args: string[]) =>
    guardStore(() => runScript<T>(redis, script, [EMAIL_SECRET_KEY], args));

  async function load(): Promise<Buffer> {
    const wrapped = await run<string>(PUT_ONCE, [vault.newKey().wrapped]);
    const bytes = vault.unwrap(wrapped);
    const anew = vault.rewrap(wrapped);
    if (anew !== wrapped) await run(REPLACE_TEXT, [wrapped, anew]);
    return bytes;
  }

  return async (email) => {
    key ??= load().catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return createHmac("sha256", await key)
      .update(`docat: email ${email}`)
      .digest("hex");
  };
}
