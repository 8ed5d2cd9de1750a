/** A user as the API shows one. */
import type { User } from "../auth/account.ts";
import type { UserBody } from "../contracts/account.ts";

export function viewUser({ id, tenant, email, emailVerified, role, createdAt }: User): UserBody {
  const created_at = new Date(createdAt).toISOString();
  return { id, account: tenant, email, email_verified: emailVerified, role, created_at };
}
