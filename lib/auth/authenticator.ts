/** Who is asking, by API key. */
import { DocatError } from "../errors/docat-error.ts";
import { type ApiKeyRecord, type ApiKeyStore, describeKey, digestKey, isKeyShaped } from "./api-key.ts";

export interface Authenticator {
  /** The key's record. Throws `key_missing` or `key_invalid`; tells nothing about which keys exist. */
  authenticate(secret: string | null): Promise<ApiKeyRecord>;
}

/**
 * Looks keys up by their digest. `adminKey`, a key from the environment, is valid without being stored: a fresh
 * deployment needs no further step, and changing the variable ends the old key at once. It alone is an administrator's.
 */
export function createAuthenticator(store: ApiKeyStore, adminKey: string | undefined): Authenticator {
  const adminDigest = adminKey === undefined ? null : digestKey(adminKey);
  return {
    async authenticate(secret) {
      if (secret === null || secret === "") throw new DocatError("key_missing");
      if (!isKeyShaped(secret)) throw new DocatError("key_invalid");
      const digest = digestKey(secret);
      if (digest === adminDigest) return { ...describeKey(digest, "admin"), admin: true };
      const known = await store.find(digest);
      if (known === null) throw new DocatError("key_invalid");
      return known;
    },
  };
}
