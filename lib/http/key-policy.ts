/** What a caller's key says of all its jobs: a job may ask for stricter, not for less. */
import type { JobOptions } from "../contracts/job-options.ts";
import { laxerKinds, type SecurityPolicy } from "../contracts/security-policy.ts";
import { DocatError } from "../errors/docat-error.ts";

/** The options with the key's policy in them. Throws `options_invalid` where they ask for less than that. */
export function underPolicy(options: JobOptions, policy: SecurityPolicy): JobOptions {
  const [kind] = laxerKinds(policy, options.security ?? {});
  if (kind !== undefined) {
    throw new DocatError("options_invalid", { detail: "The key's policy is stricter.", pointer: `/security/${kind}` });
  }
  return Object.keys(policy).length === 0 ? options : { ...options, security: { ...policy, ...options.security } };
}
