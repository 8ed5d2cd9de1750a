/** What a user may do in an account: the owner everything that an account can give away, a member the work itself. */
import { z } from "zod";
import { ACCOUNT_SCOPES, type Scope } from "./scope.ts";

export const roleSchema = z.enum(["owner", "member"]);
export type Role = z.infer<typeof roleSchema>;

const MEMBER_SCOPES: ReadonlySet<Scope> = new Set(["jobs:write", "jobs:read", "logs:read", "glossaries:write"]);
const OWNER_SCOPES: ReadonlySet<Scope> = new Set(ACCOUNT_SCOPES);

export function scopesOf(role: Role): ReadonlySet<Scope> {
  return role === "owner" ? OWNER_SCOPES : MEMBER_SCOPES;
}
