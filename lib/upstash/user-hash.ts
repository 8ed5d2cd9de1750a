/** A user as a Redis hash, and back. The address is sealed. */
import { z } from "zod";
import type { User } from "../auth/account.ts";
import { roleSchema } from "../auth/role.ts";
import type { Vault } from "../crypto/vault.ts";

const recordSchema = z.object({
  tenant: z.string(),
  role: roleSchema,
  /** Sealed. */
  email: z.string(),
  /** The address's MAC. */
  mac: z.string(),
  password: z.string(),
  verified: z.enum(["0", "1"]),
  created_at: z.coerce.number().int(),
});

const contextOf = (id: string) => `docat: email of ${id}`;

export interface StoredUser {
  readonly user: User;
  readonly mac: string;
  /** The address as it is stored. */
  readonly sealed: string;
}

/** Field and value in turn. */
export function userFields(vault: Vault, user: User, mac: string): string[] {
  const record: z.input<typeof recordSchema> = {
    tenant: user.tenant,
    role: user.role,
    email: vault.enclose(contextOf(user.id), user.email),
    mac,
    password: user.password,
    verified: user.emailVerified ? "1" : "0",
    created_at: user.createdAt,
  };
  return Object.entries(record).flat().map(String);
}

/** `list` is field and value in turn. Null when it is empty. */
export function userFromHash(vault: Vault, id: string, list: readonly string[]): StoredUser | null {
  if (list.length === 0) return null;
  const fields: Record<string, string> = {};
  for (let at = 0; at < list.length; at += 2) fields[list[at] ?? ""] = list[at + 1] ?? "";
  const { email, mac, verified, created_at, ...rest } = recordSchema.parse(fields);
  const plain = vault.disclose(contextOf(id), email);
  const user = { id, ...rest, email: plain, emailVerified: verified === "1", createdAt: created_at };
  return { user, mac, sealed: email };
}
