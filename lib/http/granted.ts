/** What binds the jobs of a caller: the policy of his key, and what an upload token settles. */
import type { Identity } from "../auth/identity.ts";
import type { GuardedFetch } from "../contracts/guarded-fetch.ts";
import type { JobOptions } from "../contracts/job-options.ts";
import { laxerKinds } from "../contracts/security-policy.ts";
import type { Enclosures } from "../contracts/submitted-options.ts";
import { DocatError } from "../errors/docat-error.ts";

type Bound = Pick<Identity, "security" | "grant">;

/** What the bearer of an upload token may choose where that settles nothing; all else costs its issuer more than reading. */
const FREE: ReadonlySet<string> = new Set(["pages", "engine", "security"]);

function refuse(name: string, detail: string): never {
  throw new DocatError("options_invalid", { detail, pointer: `/${name}` });
}

function underGrant(asked: JobOptions, { grant }: Bound): JobOptions {
  if (grant === undefined) return asked;
  const settled: Readonly<Record<string, unknown>> = grant.options;
  for (const [name, value] of Object.entries(asked)) {
    if (name === "security" || value === undefined) continue;
    const isOther = name in settled && JSON.stringify(settled[name]) !== JSON.stringify(value);
    if (isOther || !(name in settled || FREE.has(name))) refuse(name, "The upload token does not allow it.");
  }
  return { ...asked, ...grant.options, ...(asked.security === undefined ? {} : { security: asked.security }) };
}

/** The options that a job is made with. Throws `options_invalid` where those that are asked for are less strict, or settled otherwise. */
export function boundOptions(asked: JobOptions, bound: Bound): JobOptions {
  const { security: policy } = bound;
  const [kind] = laxerKinds(policy, asked.security ?? {});
  if (kind !== undefined) refuse(`security/${kind}`, "The key's policy is stricter.");
  const options = underGrant(asked, bound);
  return Object.keys(policy).length === 0 ? options : { ...options, security: { ...policy, ...asked.security } };
}

/** What goes with the job, its webhook's address checked. Throws `url_refused`; and `options_invalid` for the bearer of an upload token, who is not the one to be told. */
export function boundWebhook(
  enclosures: Enclosures = {},
  links: Pick<GuardedFetch, "checkUrl">,
  { grant }: Pick<Identity, "grant">,
): Enclosures {
  const { webhook } = enclosures;
  if (webhook === undefined) return enclosures;
  if (grant !== undefined) refuse("webhook", "The upload token does not allow it.");
  return { ...enclosures, webhook: { ...webhook, url: links.checkUrl(webhook.url).href } };
}

/** The most bytes that the caller may send where others may send `maxBytes`. */
export function boundBytes(maxBytes: number, { grant }: Bound): number {
  return Math.min(maxBytes, grant?.maxBytes ?? maxBytes);
}
