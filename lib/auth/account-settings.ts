/** The variables of the environment that accounts and outside issuers are set up by. */
import { z } from "zod";
import { httpUrl } from "../contracts/http-url.ts";
import { MAX_TOKEN_SECRETS, MIN_TOKEN_SECRET_BYTES } from "../limits/account-limits.ts";
import type { TokenSecret } from "./access-token.ts";
import { type IssuerSettings, issuerListSchema, issuerSettingsSchema } from "./issuer-settings.ts";

const HOW_MANY = `must be 1 to ${MAX_TOKEN_SECRETS} of name:secret, parted by commas`;
const HOW_LONG = `each secret must be ${MIN_TOKEN_SECRET_BYTES} random bytes or more as base64: openssl rand -base64 32`;

/** `name:base64`, parted by commas; the first one signs. */
const tokenSecrets = z.string().transform((text, context): [TokenSecret, ...TokenSecret[]] => {
  const refuse = (message: string): never => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  const secrets = text.split(",").map((entry) => {
    const [, kid = "", secret = ""] = /^\s*([\w-]{1,32}):([A-Za-z0-9+/_-]+=*)\s*$/.exec(entry) ?? [];
    return { kid, bytes: Buffer.from(secret, "base64") };
  });
  const kids = new Set(secrets.map(({ kid }) => kid));
  const [first, ...others] = secrets;
  if (first === undefined || secrets.length > MAX_TOKEN_SECRETS || kids.size < secrets.length || kids.has("")) {
    return refuse(HOW_MANY);
  }
  return secrets.some(({ bytes }) => bytes.byteLength < MIN_TOKEN_SECRET_BYTES) ? refuse(HOW_LONG) : [first, ...others];
});

/** What is wrong, by names and rules and never by values. */
function sentences(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path, message].join(" ")).join("; ");
}

/** A list of issuers as JSON. */
const issuerList = z.string().transform((text, context): IssuerSettings[] => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = issuerListSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const message = value === undefined ? "must be a list as JSON" : sentences(parsed.error);
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** In place of mail: what would be sent is logged. For development. */
export const LOGGED_MAIL = "log:";

export const ACCOUNT_VARIABLES = {
  JWT_SECRETS: tokenSecrets.optional(),
  REGISTRATION: z.enum(["open", "closed"]).default("closed"),
  ACCOUNT_PAGE_URL: httpUrl.optional(),
  SMTP_URL: z
    .union([z.literal(LOGGED_MAIL), z.url({ protocol: /^smtps?$/ })], { error: "must start with smtps:// or smtp://" })
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n<>]*<?[^\s<>@]+@[^\s<>@]+>?$/, "must be an address, or a name and an address in <>")
    .optional(),
  OIDC_ISSUER: z.string().optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_JWKS_URL: z.string().optional(),
  OIDC_ACCOUNT_CLAIM: z.string().optional(),
  OIDC_SCOPE_CLAIM: z.string().optional(),
  OIDC_HS256_SECRET: z.string().optional(),
  OIDC_ISSUERS: issuerList.optional(),
};
const accountVariablesSchema = z.object(ACCOUNT_VARIABLES);
export type AccountVariables = z.infer<typeof accountVariablesSchema>;

type Problem = readonly [variable: string, message: string];
type Given = Partial<AccountVariables> & { readonly VERCEL_ENV?: string | undefined };

/** The one issuer that has variables of its own; null when none of them is set. */
function singleIssuer(variables: Given) {
  const given = {
    issuer: variables.OIDC_ISSUER,
    audience: variables.OIDC_AUDIENCE,
    jwks_url: variables.OIDC_JWKS_URL,
    account_claim: variables.OIDC_ACCOUNT_CLAIM,
    scope_claim: variables.OIDC_SCOPE_CLAIM,
    hs256_secret: variables.OIDC_HS256_SECRET,
  };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return Object.keys(set).length === 0 ? null : issuerSettingsSchema.safeParse(set);
}

/** What is wrong with the variables taken together. */
export function accountProblems(variables: Given): Problem[] {
  const problems: Problem[] = [];
  const { SMTP_URL: smtp, MAIL_FROM: from, VERCEL_ENV: deployed } = variables;
  if (smtp === LOGGED_MAIL && (deployed === "production" || deployed === "preview")) {
    problems.push(["SMTP_URL", "must name a mail server: links that open accounts have no place in a log"]);
  }
  if (smtp !== undefined && smtp !== LOGGED_MAIL && from === undefined) {
    problems.push(["MAIL_FROM", "Set it with SMTP_URL: whom mails come from."]);
  }
  const single = singleIssuer(variables);
  if (single?.success === false) problems.push(["OIDC_ISSUER", sentences(single.error)]);
  return problems;
}

/** Every issuer whose tokens are accepted. Throws when one of them is set twice. */
export function issuersOf(variables: AccountVariables): IssuerSettings[] {
  const single = singleIssuer(variables);
  const all = [...(single?.success ? [single.data] : []), ...(variables.OIDC_ISSUERS ?? [])];
  if (new Set(all.map(({ issuer }) => issuer)).size < all.length)
    throw new Error("OIDC_ISSUERS names an issuer twice.");
  return all;
}
