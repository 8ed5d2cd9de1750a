/** What an identity may be allowed to do. Keys are issued with some of these; a user of an account has all but the operator's. */
import { z } from "zod";

export const SCOPES = [
  /** Make, cancel and delete jobs and uploads. */
  "jobs:write",
  /** Read jobs and their results. */
  "jobs:read",
  /** List, issue, change and revoke the account's keys. */
  "keys:admin",
  /** Change and delete the account and its users. */
  "account:admin",
  /** Usage, processing log and security log of the account. */
  "logs:read",
  /** Endpoints that are told of jobs, and their delivery logs. */
  "webhooks:admin",
  /** Glossaries of translations. */
  "glossaries:write",
  /** What concerns the whole deployment: dead letters, metrics, deep checks. No key that is issued has it. */
  "operator",
] as const;

export type Scope = (typeof SCOPES)[number];

export const accountScopeSchema = z.enum(SCOPES).exclude(["operator"]);
export type AccountScope = z.infer<typeof accountScopeSchema>;

/** Every scope that an account can give away. */
export const ACCOUNT_SCOPES: readonly AccountScope[] = accountScopeSchema.options;
