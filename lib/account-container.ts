/** Builds what accounts and signed tokens need, from the environment. */
import { createHmac } from "node:crypto";
import { afterAnswer } from "./after-answer.ts";
import { createAccessTokens } from "./auth/access-token.ts";
import { issuersOf, LOGGED_MAIL } from "./auth/account-settings.ts";
import { createOutsideIssuer } from "./auth/outside-issuer.ts";
import type { PasswordHasher } from "./auth/password-hash.ts";
import type { TokenIdentifier } from "./auth/token-identifier.ts";
import { createTokenIdentifier } from "./auth/token-identity.ts";
import type { AuditTrail } from "./contracts/audit-event.ts";
import type { Log } from "./contracts/log.ts";
import type { Mailer } from "./contracts/mailer.ts";
import type { Vault } from "./crypto/vault.ts";
import type { Env } from "./env.ts";
import type { Services } from "./http/services.ts";
import { createKeySetClient } from "./net/key-set-client.ts";
import { createShownMailer } from "./net/shown-mailer.ts";
import { createSmtpMailer } from "./net/smtp-mailer.ts";
import type { TimesToLive } from "./upstash/keys.ts";
import { createRedisAccountStore } from "./upstash/redis-account-store.ts";
import type { createRedisClient } from "./upstash/redis-client.ts";
import { createRedisLinkStore } from "./upstash/redis-link-store.ts";
import { createRedisSessionStore } from "./upstash/redis-session-store.ts";

interface AccountParts {
  readonly redis: ReturnType<typeof createRedisClient>;
  readonly ttl: TimesToLive;
  readonly vault: Vault;
  readonly audit: AuditTrail;
  readonly log: Log;
  readonly hasher: PasswordHasher;
}

export interface Accounts {
  readonly services: Pick<Services, "accounts" | "accountStore">;
  /** Null where nobody's tokens are accepted. */
  readonly tokens: TokenIdentifier | null;
}

function mailerOf({ SMTP_URL: url, MAIL_FROM: from = "" }: Env, log: Log): Mailer | null {
  if (url === undefined) return null;
  return url === LOGGED_MAIL ? createShownMailer(log) : createSmtpMailer({ url, from });
}

export function buildAccounts(env: Env, { redis, ttl, vault, audit, log, hasher }: AccountParts): Accounts {
  const accounts = createRedisAccountStore(redis, vault);
  const sessions = createRedisSessionStore(redis, ttl);
  const issuers = issuersOf(env).map((settings) => createOutsideIssuer(settings, { fetchKeys: createKeySetClient() }));
  const tokens = env.JWT_SECRETS === undefined ? null : createAccessTokens(env.JWT_SECRETS, env.baseUrl);
  const isNobodys = tokens === null && issuers.length === 0;
  const deps = tokens && {
    ...{ accounts, sessions, hasher, tokens, audit, log },
    links: createRedisLinkStore(redis, { ttl, vault }),
    sessionSeconds: ttl.session,
    refreshKey: createHmac("sha256", env.DATA_KEY).update("docat: refresh tokens").digest(),
    mailer: mailerOf(env, log),
    afterwards: afterAnswer,
    pageUrl: env.ACCOUNT_PAGE_URL ?? `${env.baseUrl}/account.html`,
    isOpen: env.REGISTRATION === "open",
    now: Date.now,
  };
  return {
    tokens: isNobodys ? null : createTokenIdentifier({ tokens, issuers, sessions, accounts }),
    services: { accounts: deps, accountStore: accounts },
  };
}
