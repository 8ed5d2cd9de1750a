/** Access tokens of our own: JSON Web Tokens (RFC 7519, RFC 9068) signed with HS256, for half an hour. */
import { randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { DocatError } from "../errors/docat-error.ts";
import {
  ACCESS_TOKEN_SECONDS,
  MIN_TOKEN_SECRET_BYTES,
  TOKEN_CLOCK_TOLERANCE_SECONDS,
} from "../limits/account-limits.ts";

const ALGORITHM = "HS256";
const TYPE = "at+jwt";
const AUDIENCE = "docat";

/** What signs, and by which name tokens say so. */
export interface TokenSecret {
  readonly kid: string;
  readonly bytes: Uint8Array;
}

/** Whom a token is for. */
export interface TokenSubject {
  readonly user: string;
  readonly tenant: string;
  readonly session: string;
}

export interface AccessTokens {
  readonly issuer: string;
  sign(subject: TokenSubject): Promise<string>;
  /** Throws `key_expired` or `key_invalid`. Does not ask whether the session still is. */
  verify(token: string): Promise<TokenSubject>;
}

const payloadSchema = z.object({
  sub: z.string().regex(/^usr_[0-9a-f]{32}$/),
  acc: z.string().regex(/^acc_[0-9a-f]{32}$/),
  sid: z.string().regex(/^ses_[0-9a-f]{32}$/),
  iat: z.int().nonnegative(),
  exp: z.int().nonnegative(),
});

/** Why a token is refused, without anything of the token. */
export function refusedToken(error: unknown): DocatError {
  const code = error instanceof errors.JWTExpired ? "key_expired" : "key_invalid";
  const reason = error instanceof errors.JOSEError ? error.code : "ERR_CLAIMS";
  return new DocatError(code, { cause: new Error(reason) });
}

/** The first secret signs, all of them check. Throws when one is short: it could be guessed from a token, without asking us. */
export function createAccessTokens(
  secrets: readonly [TokenSecret, ...TokenSecret[]],
  issuer: string,
  now: () => number = Date.now,
): AccessTokens {
  const [current] = secrets;
  if (secrets.some(({ bytes }) => bytes.byteLength < MIN_TOKEN_SECRET_BYTES)) {
    throw new Error(`A secret of tokens has at least ${MIN_TOKEN_SECRET_BYTES} bytes.`);
  }
  const byKid = new Map(secrets.map(({ kid, bytes }) => [kid, bytes]));
  const options = {
    algorithms: [ALGORITHM],
    typ: TYPE,
    issuer,
    audience: AUDIENCE,
    requiredClaims: ["iss", "aud", "sub", "exp", "iat", "jti"],
    maxTokenAge: ACCESS_TOKEN_SECONDS,
    clockTolerance: TOKEN_CLOCK_TOLERANCE_SECONDS,
  };
  return {
    issuer,
    sign({ user, tenant, session }) {
      const at = Math.floor(now() / 1_000);
      return new SignJWT({ acc: tenant, sid: session })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: current.kid })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setSubject(user)
        .setIssuedAt(at)
        .setExpirationTime(at + ACCESS_TOKEN_SECONDS)
        .setJti(randomUUID())
        .sign(current.bytes);
    },
    async verify(token) {
      try {
        const keyOf = ({ kid = "" }: { kid?: string }) => {
          const secret = byKid.get(kid);
          if (secret === undefined) throw new errors.JWKSNoMatchingKey();
          return secret;
        };
        const { payload } = await jwtVerify(token, keyOf, { ...options, currentDate: new Date(now()) });
        const { sub, acc, sid, exp, iat } = payloadSchema.parse(payload);
        if (exp - iat > ACCESS_TOKEN_SECONDS) throw new errors.JWTInvalid();
        return { user: sub, tenant: acc, session: sid };
      } catch (error) {
        throw refusedToken(error);
      }
    },
  };
}
