/** Who is asking: the shape of a credential tells who is to recognise it. */
import { timingSafeEqual } from "node:crypto";
import { DocatError } from "../errors/docat-error.ts";
import { type ApiKeyStore, identifyKey, keyName } from "./api-key.ts";
import type { Identity } from "./identity.ts";
import { digestKey, type KeyEnvironment, type KeyText, parseKeyText } from "./key-text.ts";
import { FREE_PLAN, UNLIMITED_PLAN } from "./plan.ts";
import { createRecentBearers } from "./recent-bearers.ts";
import { SCOPES, type Scope } from "./scope.ts";
import { isTokenShaped, type TokenIdentifier } from "./token-identifier.ts";
import { identifyUploadToken, type UploadTokenStore } from "./upload-token.ts";

export interface Authenticator {
  /** Throws `key_missing`, `key_invalid` or `key_expired`; tells nothing about which keys exist. */
  authenticate(credential: string | null): Promise<Identity>;
  /**
   * Whom the credential was last found to be by this process, where only the store can tell; else null. A guess: it is for what may be prepared in the
   * turn in which `authenticate` asks, and whoever it names may be nobody by now.
   */
  expect(credential: string | null): Identity | null;
}

export interface AuthenticatorDeps {
  readonly keys: Pick<ApiKeyStore, "find" | "read">;
  readonly uploadTokens: Pick<UploadTokenStore, "find">;
  /** Keys of another environment are refused without asking the store. */
  readonly environment: KeyEnvironment;
  /** The operator's key, from the environment: valid without being stored, and ended at once by another value. */
  readonly adminKey: string | undefined;
  /** Null where no token is accepted. */
  readonly tokens: TokenIdentifier | null;
}

/** The account of the operator's key. */
export const ADMIN_TENANT = "acc_admin";

function admin(): Identity {
  const rest = { scopes: new Set(SCOPES), plan: UNLIMITED_PLAN, limits: {}, origins: null, security: {}, job: null };
  return { kind: "admin", id: keyName("admin"), tenant: ADMIN_TENANT, ...rest };
}

/** Everybody who presents nothing where a deployment allows that: one account, and no more than its documents. */
export function unnamedCaller(account: string): Identity {
  const scopes = new Set<Scope>(["jobs:read", "jobs:write", "logs:read"]);
  const rest = { scopes, plan: FREE_PLAN, limits: {}, origins: null, security: {}, job: null };
  return { kind: "key", id: keyName("unnamed"), tenant: account, ...rest };
}

function isAdmin(digest: string, adminDigest: string | null): boolean {
  return adminDigest !== null && timingSafeEqual(Buffer.from(digest), Buffer.from(adminDigest));
}

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const { keys, uploadTokens, environment, adminKey, tokens } = deps;
  const adminDigest = adminKey === undefined ? null : digestKey(adminKey);
  const recent = createRecentBearers();

  /** A key or an upload token, which the store knows. */
  async function askStore(credential: string, digest: string, { prefix, id }: KeyText): Promise<Identity> {
    let bearer: Identity | null = null;
    try {
      const isKey = prefix === "dk";
      bearer = await (isKey
        ? identifyKey(keys, credential, id)
        : identifyUploadToken(uploadTokens, keys, credential, id));
      return bearer;
    } finally {
      recent.saw(digest, bearer);
    }
  }

  return {
    expect: (credential) => (credential === null ? null : recent.expect(digestKey(credential))),
    async authenticate(credential) {
      if (credential === null || credential === "") throw new DocatError("key_missing");
      const digest = digestKey(credential);
      if (isAdmin(digest, adminDigest)) return admin();
      const parsed = parseKeyText(credential);
      if (parsed !== null && parsed.environment === environment) return askStore(credential, digest, parsed);
      if (parsed === null && tokens !== null && isTokenShaped(credential)) return tokens.identify(credential);
      throw new DocatError("key_invalid");
    },
  };
}
