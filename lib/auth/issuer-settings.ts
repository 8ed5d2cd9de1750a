/** What the operator says of an outside issuer of tokens: Clerk, Auth0, Supabase, Nhost, or whoever else speaks OpenID Connect. */
import { z } from "zod";
import { MAX_ISSUERS, MIN_TOKEN_SECRET_BYTES } from "../limits/account-limits.ts";

/** Keys are fetched over TLS, or from this machine, where there is nobody between. */
function isSafeAddress(text: string): boolean {
  const { protocol, hostname, username } = new URL(text);
  const isLoopback = ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
  return username === "" && (protocol === "https:" || (protocol === "http:" && isLoopback));
}

const name = z.string().min(1).max(255);

export const issuerSettingsSchema = z
  .object({
    /** `iss` of its tokens, to the character. */
    issuer: z.string().min(1).max(2_048),
    /** Where its public keys are. Absent with a shared secret; else derived from `issuer` when that is an address. */
    jwks_url: z.url().refine(isSafeAddress, "must be https").optional(),
    /** One of `aud`. `none`: its tokens have none, and its keys are for this deployment alone. */
    audience: name,
    /** A claim by its name, or by a JSON pointer (RFC 6901) when it lies deeper. */
    account_claim: name.default("sub"),
    /** Scopes in a claim: a list, or names parted by spaces. Without it whoever has a token may do all that an account may. */
    scope_claim: name.optional(),
    /** For issuers that sign with HS256 and a secret that they share. */
    hs256_secret: z.string().min(MIN_TOKEN_SECRET_BYTES, "at least 32 characters").optional(),
  })
  .strict()
  .transform((settings, context) => {
    if (settings.hs256_secret !== undefined && settings.jwks_url === undefined) return settings;
    const address = settings.jwks_url ?? `${settings.issuer.replace(/\/$/, "")}/.well-known/jwks.json`;
    if (settings.hs256_secret === undefined && URL.canParse(address) && isSafeAddress(address)) {
      return { ...settings, jwks_url: address };
    }
    context.addIssue({ code: "custom", message: "needs either a JWKS address over https, or a shared secret" });
    return z.NEVER;
  });
export type IssuerSettings = z.infer<typeof issuerSettingsSchema>;

export const issuerListSchema = z
  .array(issuerSettingsSchema)
  .max(MAX_ISSUERS)
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, "names an issuer twice");
