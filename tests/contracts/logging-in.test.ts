/** Logging in over the store as it is: what is hashed anew, and what happens when the password changes meanwhile. */
import { randomBytes } from "node:crypto";
import { beforeEach, expect, it } from "vitest";
import { createAccessTokens } from "../../lib/auth/access-token.ts";
import type { AccountStore, User } from "../../lib/auth/account.ts";
import type { AccountDeps } from "../../lib/auth/account-deps.ts";
import { changePassword, resetPassword } from "../../lib/auth/change-password.ts";
import { logIn } from "../../lib/auth/log-in.ts";
import { newResetToken } from "../../lib/auth/opaque-token.ts";
import { createPasswordHasher } from "../../lib/auth/password-hash.ts";
import { createAccount } from "../../lib/auth/register.ts";
import { refreshSession } from "../../lib/auth/sessions.ts";
import { Vault } from "../../lib/crypto/vault.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisAccountStore } from "../../lib/upstash/redis-account-store.ts";
import { createRedisLinkStore } from "../../lib/upstash/redis-link-store.ts";
import { createRedisSessionStore } from "../../lib/upstash/redis-session-store.ts";
import { describeOnEveryEngine } from "./redis-platform.ts";

const ADA = { email: "ada@example.com", password: "analytical engine" };
const cheap = createPasswordHasher({ cost: { logN: 4, r: 8, p: 1 } });
const dearer = createPasswordHasher({ cost: { logN: 6, r: 8, p: 1 } });

describeOnEveryEngine("Logging in", (platform) => {
  let accounts: AccountStore;
  let deps: AccountDeps;
  let events: string[];
  let user: User;
  beforeEach(async () => {
    const vault = new Vault(randomBytes(32));
    const ttl = timesToLive(DEFAULT_RETENTION);
    accounts = createRedisAccountStore(platform.raw, vault);
    events = [];
    deps = {
      accounts,
      sessions: createRedisSessionStore(platform.raw, ttl),
      links: createRedisLinkStore(platform.raw, { ttl, vault }),
      hasher: cheap,
      tokens: createAccessTokens([{ kid: "a", bytes: randomBytes(32) }], "https://docat.example"),
      refreshKey: randomBytes(32),
      mailer: null,
      audit: {
        record: async (_tenant, { event }) => {
          events.push(event);
        },
      },
      log: { info: () => {}, error: () => {} },
      afterwards: () => {},
      pageUrl: "https://docat.example/account.html",
      isOpen: false,
      sessionSeconds: 86_400,
      now: Date.now,
    };
    user = await createAccount(deps, ADA);
  });
  const passwordOf = async () => (await accounts.readUser(user.id))?.password ?? "";

  it("hashes a password anew when the cost has changed, and ends no session by it", async () => {
    const before = await logIn(deps, ADA, null);
    await logIn({ ...deps, hasher: dearer }, ADA, null);
    expect(await passwordOf()).toMatch(/^\$scrypt\$ln=6,/);
    const { accessToken } = await refreshSession(deps, before.refreshToken, null);
    expect(accessToken).not.toBe("");
    const kept = await passwordOf();
    await logIn({ ...deps, hasher: dearer }, ADA, null);
    expect(await passwordOf()).toBe(kept);
  });

  it("opens nothing with a password that is changed while it is checked", async () => {
    const slow = {
      ...cheap,
      verify: async (password: string, encoded: string | null) => {
        const isRight = await cheap.verify(password, encoded);
        await changePassword(deps, user, { current: ADA.password, next: "difference engine" }, null);
        return isRight;
      },
    };
    await expect(logIn({ ...deps, hasher: slow }, ADA, null)).rejects.toMatchObject({ code: "credentials_wrong" });
  });

  it("sets one of two passwords that come at once with one link", async () => {
    const token = newResetToken(user.id);
    await deps.links.putReset(user.id, token.digest);
    const passwords = ["difference engine", "tabulating machine"];
    const outcomes = await Promise.allSettled(
      passwords.map((password) => resetPassword(deps, { token: token.text, password }, null)),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [set] = passwords.filter((_, at) => outcomes[at]?.status === "fulfilled");
    expect((await logIn(deps, { email: ADA.email, password: set ?? "" }, null)).expiresIn).toBe(1_800);
  });

  it("is written down, and so is a copied refresh token", async () => {
    const first = await logIn(deps, ADA, null);
    await logIn(deps, { ...ADA, password: "wrong wrong wrong" }, null).catch(() => undefined);
    const second = await refreshSession(deps, first.refreshToken, null);
    await refreshSession(deps, second.refreshToken, null);
    await expect(refreshSession(deps, first.refreshToken, null)).rejects.toMatchObject({ code: "session_ended" });
    expect(events).toEqual(["account.registered", "login.succeeded", "login.failed", "refresh.reused"]);
  });
});
