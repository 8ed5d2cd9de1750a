/** Which of a tenant's uploads and jobs holds a file, by the file's hash. */
import type { Redis } from "@upstash/redis";
import type { Vault } from "../crypto/vault.ts";
import type { UploadStore } from "../documents/upload-store.ts";
import { guardStore } from "./guard-store.ts";
import { fileKey } from "./keys.ts";
import { readAbout } from "./stored-about.ts";
import type { TenantNamer } from "./tenant-names.ts";

export interface FileIndex {
  /** The key under which a tenant's file is known. */
  keyOf(tenant: string, sha256: string): string;
  find: UploadStore["findFile"];
}

export function createFileIndex(redis: Redis, vault: Vault, nameFor: TenantNamer): FileIndex {
  // What was sealed with another service key is not known: it may be that nobody can read it any more.
  const keyOf = (tenant: string, sha256: string) => fileKey(nameFor(tenant)("file", sha256, vault.name));
  return {
    keyOf,
    async find(tenant, sha256) {
      const holder = await guardStore(() => redis.get<string>(keyOf(tenant, sha256)));
      if (holder === null) return null;
      const about = await readAbout(redis, vault, holder);
      if (about === null || "url" in about || about.sha256 !== sha256) return null;
      return { holder, about: { sizeBytes: about.size_bytes, sha256 } };
    },
  };
}
