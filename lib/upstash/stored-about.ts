/** What a job's or an upload's document hash says of it, without its pieces. */
import type { Redis } from "@upstash/redis";
import type { Vault } from "../crypto/vault.ts";
import { ABOUT_FIELDS, type About, openAboutFields } from "./document-hash.ts";
import { guardStore } from "./guard-store.ts";
import { documentKey } from "./keys.ts";
import { rawReply } from "./redis-client.ts";

/** Null when the holder has no document. */
export async function readAbout(redis: Redis, vault: Vault, holder: string): Promise<About | null> {
  const reply = await guardStore(() => redis.hmget<Record<string, string>>(documentKey(holder), ...ABOUT_FIELDS));
  return openAboutFields(vault, rawReply<string | null>(reply ?? []))?.about ?? null;
}
