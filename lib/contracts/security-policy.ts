/** What is done about findings, by their kind. */
import { z } from "zod";
import { findingKindSchema } from "./finding.ts";

/** `allow`: it is not told. `flag`: it is told, and nothing else is done. `reject`: the job fails with `document_rejected`. */
export const POLICY_ACTIONS = ["allow", "flag", "reject"] as const;
export const policyActionSchema = z.enum(POLICY_ACTIONS);
export type PolicyAction = z.infer<typeof policyActionSchema>;

/** Of kinds that a policy does not name. */
export const DEFAULT_ACTION: PolicyAction = "flag";

/** One action a kind; other kinds are flagged. */
export const securityPolicySchema = z.partialRecord(findingKindSchema, policyActionSchema);
export type SecurityPolicy = z.infer<typeof securityPolicySchema>;

/** One value for all policies that ask for the same; undefined for the one that asks for nothing. */
export function canonicalPolicy(policy: SecurityPolicy | undefined): SecurityPolicy | undefined {
  const told = Object.entries(policy ?? {}).filter(([, action]) => action !== DEFAULT_ACTION);
  return told.length === 0 ? undefined : Object.fromEntries(told.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How strict an action is; a larger number is stricter. */
const STRICTNESS: Readonly<Record<PolicyAction, number>> = { allow: 0, flag: 1, reject: 2 };

/** Kinds of `asked` for which less is done than `floor` says. */
export function laxerKinds(floor: SecurityPolicy, asked: SecurityPolicy): string[] {
  const entries = Object.entries(asked) as [keyof SecurityPolicy, PolicyAction][];
  return entries
    .filter(([kind, action]) => STRICTNESS[action] < STRICTNESS[floor[kind] ?? "allow"])
    .map(([kind]) => kind);
}
