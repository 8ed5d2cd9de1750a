/**
 * Names under which the store knows what belongs to a tenant. Every name is an HMAC with a key of the tenant's own: one tenant's
 * names cannot be made from another's, nor from a document.
 */
import { createHmac } from "node:crypto";

/** Makes a tenant's names of their parts; hex. */
export type TenantNamer = (tenant: string) => (...parts: readonly (string | null)[]) => string;

/** `secret` is one that all instances of a deployment have; it is used for nothing but to derive keys. */
export function tenantNamer(secret: string): TenantNamer {
  const mac = (key: string | Buffer, ...parts: readonly (string | null)[]) =>
    createHmac("sha256", key).update(JSON.stringify(parts));
  const master = mac(secret, "docat: names of contents").digest();
  return (tenant) => {
    const key = mac(master, tenant).digest();
    return (...parts) => mac(key, ...parts).digest("hex");
  };
}
