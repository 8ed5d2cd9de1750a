/** Tokens of an outside issuer: who they are for, by the issuer's own keys and in the issuer's own terms. */
import { createHash } from "node:crypto";
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from "jose";
import type { KeySetFetch } from "../contracts/key-set-source.ts";
import { DocatError } from "../errors/docat-error.ts";
import {
  BUSY_RETRY_AFTER_SECONDS,
  KEY_SET_LIMITS,
  KEY_SET_STALE_MS,
  MAX_CLAIM_CHARS,
  MAX_ISSUER_TOKEN_SECONDS,
  TOKEN_CLOCK_TOLERANCE_SECONDS,
} from "../limits/account-limits.ts";
import { refusedToken } from "./access-token.ts";
import { claimAt } from "./claim.ts";
import type { IssuerSettings } from "./issuer-settings.ts";
import { ACCOUNT_SCOPES, type Scope } from "./scope.ts";

/** Signatures by key pairs alone: with a shared secret among them a public key could be passed off as one. */
const ASYMMETRIC = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

export interface IssuerSubject {
  /** Public name of the user at the issuer. */
  readonly id: string;
  readonly tenant: string;
  readonly scopes: ReadonlySet<Scope>;
}

export interface OutsideIssuer {
  readonly issuer: string;
  /** Throws `key_expired`, `key_invalid`, or `issuer_unavailable` when its keys cannot be had. */
  verify(token: string): Promise<IssuerSubject>;
}

export interface IssuerDeps {
  readonly fetchKeys: KeySetFetch;
  readonly now?: () => number;
}

function nameOf(prefix: string, ...parts: readonly string[]): string {
  return `${prefix}_${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
}

/** An account is one of the issuer's: the same claim of two issuers names two. */
export function tenantOfClaim(issuer: string, claim: string): string {
  return nameOf("acc", "outside account", issuer, claim);
}

function scopesIn(claim: unknown): ReadonlySet<Scope> {
  const named: readonly unknown[] = typeof claim === "string" ? claim.split(" ") : Array.isArray(claim) ? claim : [];
  return new Set(ACCOUNT_SCOPES.filter((scope) => named.includes(scope)));
}

/**
 * The issuer's keys, by the library's cache: an unknown key has them fetched anew, though not again and again. What the cache leaves open is done
 * here: while the issuer does not answer its last keys are believed for a while, and it is not asked again at once.
 */
function publishedKeys(address: string, { fetchKeys, now = Date.now }: IssuerDeps) {
  let failedAt = Number.NEGATIVE_INFINITY;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  const unavailable = (cause?: unknown) => {
    const name = cause instanceof Error ? cause.name : "not again yet";
    return new DocatError("issuer_unavailable", {
      retryAfterSeconds: BUSY_RETRY_AFTER_SECONDS,
      cause: new Error(name),
    });
  };
  const fetchOnce = async (url: string, init: Parameters<KeySetFetch>[1]) => {
    if (now() - failedAt < KEY_SET_LIMITS.coolDownMs) throw unavailable();
    try {
      const response = await fetchKeys(url, init);
      if (response.status !== 200) throw new Error(`Status ${response.status}`);
      const text = await response.text();
      createLocalJWKSet(JSON.parse(text));
      fetchedAt = now();
      return new Response(text);
    } catch (error) {
      failedAt = now();
      throw unavailable(error);
    }
  };
  const remote = createRemoteJWKSet(new URL(address), {
    timeoutDuration: KEY_SET_LIMITS.timeoutMs,
    cooldownDuration: KEY_SET_LIMITS.coolDownMs,
    cacheMaxAge: KEY_SET_LIMITS.believedMs,
    [customFetch]: fetchOnce,
  });
  return async (...args: Parameters<typeof remote>) => {
    try {
      return await remote(...args);
    } catch (error) {
      const last = remote.jwks();
      if (!(error instanceof DocatError) || last === undefined || now() - fetchedAt > KEY_SET_STALE_MS) throw error;
      return await createLocalJWKSet(last)(...args);
    }
  };
}

export function createOutsideIssuer(settings: IssuerSettings, deps: IssuerDeps): OutsideIssuer {
  const { issuer, audience, hs256_secret: secret, jwks_url: address } = settings;
  const { now = Date.now } = deps;
  const options = {
    algorithms: secret === undefined ? ASYMMETRIC : ["HS256"],
    issuer,
    ...(audience === "none" ? {} : { audience }),
    requiredClaims: ["iss", "sub", "exp", "iat"],
    maxTokenAge: MAX_ISSUER_TOKEN_SECONDS,
    clockTolerance: TOKEN_CLOCK_TOLERANCE_SECONDS,
  };
  const shared = secret === undefined ? null : new TextEncoder().encode(secret);
  const published = address === undefined ? null : publishedKeys(address, deps);
  const verified = (token: string) => {
    const at = { ...options, currentDate: new Date(now()) };
    if (shared !== null) return jwtVerify(token, shared, at);
    if (published !== null) return jwtVerify(token, published, at);
    throw new errors.JWKSNoMatchingKey();
  };
  return {
    issuer,
    async verify(token) {
      try {
        return subjectOf((await verified(token)).payload, settings, now());
      } catch (error) {
        throw error instanceof DocatError ? error : refusedToken(error);
      }
    },
  };
}

/** What is left of the claims; throws a JOSEError for those that a token may not have. */
function subjectOf(payload: JWTPayload, settings: IssuerSettings, now: number): IssuerSubject {
  const { issuer, audience, account_claim, scope_claim } = settings;
  const { sub, exp = Number.NaN } = payload;
  const account = claimAt(payload, account_claim);
  const isName = (claim: unknown): claim is string =>
    typeof claim === "string" && claim !== "" && claim.length <= MAX_CLAIM_CHARS;
  const endsInTime = exp <= now / 1_000 + MAX_ISSUER_TOKEN_SECONDS + TOKEN_CLOCK_TOLERANCE_SECONDS;
  if (!isName(sub) || !isName(account) || !endsInTime) throw new errors.JWTInvalid();
  if (audience === "none" && payload.aud !== undefined) throw new errors.JWTInvalid();
  const scopes = scope_claim === undefined ? new Set(ACCOUNT_SCOPES) : scopesIn(claimAt(payload, scope_claim));
  return { id: nameOf("sub", "outside user", issuer, sub), tenant: tenantOfClaim(issuer, account), scopes };
}
