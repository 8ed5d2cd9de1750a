/** The contract of accounts in the store: one user to an address, and what is left when they go. Each step is sent twice, as a client does that lost an answer. */
import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { AccountStore, SessionStore, User } from "../../lib/auth/account.ts";
import {
  newAccountId,
  newConfirmToken,
  newRefreshToken,
  newResetToken,
  newUserId,
} from "../../lib/auth/opaque-token.ts";
import { Vault } from "../../lib/crypto/vault.ts";
import { MAX_ACCOUNT_USERS } from "../../lib/limits/account-limits.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { KEPT_KINDS, timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisAccountStore } from "../../lib/upstash/redis-account-store.ts";
import { createRedisLinkStore } from "../../lib/upstash/redis-link-store.ts";
import { createRedisSessionStore } from "../../lib/upstash/redis-session-store.ts";
import { keysWithoutTtl, kindsOf, storedKeys } from "../support/stored-keys.ts";
import { leaksOf, storedStrings } from "../support/stored-strings.ts";
import { describeOnEveryEngine } from "./redis-platform.ts";

const ttl = timesToLive(DEFAULT_RETENTION);

function newUser(more: Partial<User> = {}): User {
  const id = newUserId();
  return {
    id,
    tenant: newAccountId(),
    role: "owner",
    email: `${id}@example.com`,
    emailVerified: true,
    password: "$scrypt$one",
    createdAt: 1_750_000_000_000,
    ...more,
  };
}

/** Does it twice; both answers are the same. */
async function twice<T>(step: () => Promise<T>): Promise<T> {
  const [first, second] = [await step(), await step()];
  expect(second).toEqual(first);
  return first;
}

describeOnEveryEngine("Accounts", (platform) => {
  const vault = new Vault(randomBytes(32));
  let accounts: AccountStore;
  let sessions: SessionStore;
  beforeEach(() => {
    accounts = createRedisAccountStore(platform.raw, vault);
    sessions = createRedisSessionStore(platform.raw, ttl);
  });
  const links = () => createRedisLinkStore(platform.raw, { ttl, vault });

  describe("A user", () => {
    it("is found by the address and by the id, as it was made", async () => {
      const user = newUser();
      expect(await twice(() => accounts.create(user))).toBe("made");
      expect(await accounts.findByEmail(user.email)).toEqual(user);
      expect(await accounts.readUser(user.id)).toEqual(user);
      expect(await accounts.usersOf(user.tenant)).toEqual([user]);
      expect(await accounts.findByEmail("nobody@example.com")).toBeNull();
      expect(await accounts.readUser(newUserId())).toBeNull();
    });

    it("is the only one with the address, of twenty who come at once", async () => {
      const users = Array.from({ length: 20 }, () => newUser({ email: "ada@example.com" }));
      const outcomes = await Promise.all(users.map((user) => accounts.create(user)));
      expect(outcomes.filter((outcome) => outcome === "made")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(19);
      const [made] = users.filter((_, at) => outcomes[at] === "made");
      expect(await accounts.findByEmail("ada@example.com")).toEqual(made);
      expect(kindsOf(await storedKeys(platform.raw))).toEqual(["account", "email", "secret", "user", "users"]);
      expect((await storedKeys(platform.raw)).filter((key) => key.startsWith("docat:user:"))).toHaveLength(1);
    });

    it("joins an account that there is, while it has room", async () => {
      const owner = newUser();
      const member = newUser({ tenant: owner.tenant, role: "member" });
      expect(await accounts.create(member)).toBe("gone");
      await accounts.create(owner);
      expect(await twice(() => accounts.create(member))).toBe("made");
      expect((await accounts.usersOf(owner.tenant)).map(({ id }) => id).sort()).toEqual([owner.id, member.id].sort());
      for (let n = 2; n < MAX_ACCOUNT_USERS; n++)
        await accounts.create(newUser({ tenant: owner.tenant, role: "member" }));
      expect(await accounts.create(newUser({ tenant: owner.tenant, role: "member" }))).toBe("full");
    });

    it("is removed by its own account alone, and its address is free again", async () => {
      const [owner, other] = [newUser(), newUser()];
      await accounts.create(owner);
      await accounts.create(other);
      expect(await accounts.removeUser(other.tenant, owner.id)).toBe(false);
      expect(await accounts.readUser(owner.id)).toEqual(owner);
      expect(await accounts.removeUser(owner.tenant, owner.id)).toBe(true);
      expect(await accounts.readUser(owner.id)).toBeNull();
      expect(await accounts.create(newUser({ email: owner.email }))).toBe("made");
    });
  });

  describe("A password", () => {
    it("is changed by whoever knows the one before, and ends every session and link", async () => {
      const user = newUser();
      await accounts.create(user);
      const token = newRefreshToken(user.id);
      await sessions.open(user, token.session, token.digest);
      await links().putReset(user.id, "digest");
      const change = { from: user.password, to: "$scrypt$two", endSessions: true };
      expect(await twice(() => accounts.changePassword(user.id, change))).toBe(true);
      expect(await accounts.changePassword(user.id, { ...change, to: "$scrypt$three" })).toBe(false);
      expect((await accounts.readUser(user.id))?.password).toBe("$scrypt$two");
      expect(await sessions.standing(user.tenant, user.id, token.session)).toBeNull();
      expect(await links().isReset(user.id, "digest")).toBe(false);
    });

    it("that is only hashed anew ends nothing", async () => {
      const user = newUser();
      await accounts.create(user);
      const token = newRefreshToken(user.id);
      await sessions.open(user, token.session, token.digest);
      await accounts.changePassword(user.id, { from: user.password, to: "$scrypt$two", endSessions: false });
      expect(await sessions.standing(user.tenant, user.id, token.session)).not.toBeNull();
    });

    it("is set anew by the last link that was sent, once; the address is confirmed by it", async () => {
      const user = newUser({ emailVerified: false });
      await accounts.create(user);
      const session = newRefreshToken(user.id);
      await sessions.open(user, session.session, session.digest);
      const [first, second] = [newResetToken(user.id), newResetToken(user.id)];
      await links().putReset(user.id, first.digest);
      await twice(() => links().putReset(user.id, second.digest));
      expect(await links().reset(user.id, first.digest, "$scrypt$two")).toBe(false);
      expect(await links().isReset(user.id, second.digest)).toBe(true);
      expect(await twice(() => links().reset(user.id, second.digest, "$scrypt$two"))).toBe(true);
      expect(await links().reset(user.id, second.digest, "$scrypt$three")).toBe(false);
      expect(await accounts.readUser(user.id)).toEqual({ ...user, password: "$scrypt$two", emailVerified: true });
      expect(await sessions.standing(user.tenant, user.id, session.session)).toBeNull();
    });

    it("of nobody is not set, and no link for it is kept", async () => {
      const token = newResetToken(newUserId());
      await links().putReset(token.user, token.digest);
      expect(await links().reset(token.user, token.digest, "$scrypt$two")).toBe(false);
      expect(await storedKeys(platform.raw)).toEqual([]);
    });
  });

  describe("A registration", () => {
    it("waits under its token's digest, sealed, for a day", async () => {
      const token = newConfirmToken();
      const { emailVerified: _, password, ...user } = newUser();
      await links().putPending(token.digest, { user, password });
      expect(await links().readPending(token.digest)).toEqual({ user, password });
      expect(await platform.raw.ttl(`docat:pending:${token.digest}`)).toBeGreaterThan(86_000);
      await twice(() => links().forgetPending(token.digest));
      expect(await links().readPending(token.digest)).toBeNull();
    });
  });

  describe("An account's plan", () => {
    it("is what was set, also for an account of an outside issuer", async () => {
      const tenant = newAccountId();
      expect(await accounts.planOf(tenant)).toBeNull();
      await twice(() => accounts.setPlan(tenant, "standard"));
      expect(await accounts.planOf(tenant)).toBe("standard");
    });
  });

  describe("An account that is erased", () => {
    it("leaves nothing, says what there was, and touches no other", async () => {
      const owner = newUser();
      const member = newUser({ tenant: owner.tenant, role: "member" });
      const other = newUser();
      for (const user of [owner, member, other]) {
        await accounts.create(user);
        const token = newRefreshToken(user.id);
        await sessions.open(user, token.session, token.digest);
        await links().putReset(user.id, "digest");
      }
      const before = (await storedKeys(platform.raw)).length;
      expect(await accounts.erase(owner.tenant)).toEqual({ users: 2, sessions: 2 });
      expect(await accounts.erase(owner.tenant)).toEqual({ users: 0, sessions: 0 });
      expect(await accounts.findByEmail(owner.email)).toBeNull();
      expect(await accounts.findByEmail(other.email)).toEqual(other);
      const after = await storedKeys(platform.raw);
      expect(before - after.length).toBe(10);
      expect(after.filter((key) => [owner.tenant, owner.id, member.id].some((id) => key.includes(id)))).toEqual([]);
    });

    it("takes no member in any more", async () => {
      const owner = newUser();
      await accounts.create(owner);
      await accounts.erase(owner.tenant);
      expect(await accounts.create(newUser({ tenant: owner.tenant, role: "member" }))).toBe("gone");
    });
  });

  describe("The store", () => {
    it("holds no address in the clear, and without a time to live only what an account is made of", async () => {
      const user = newUser({ email: "canary.address@canary-domain.example" });
      await accounts.create(user);
      const refresh = newRefreshToken(user.id);
      await sessions.open(user, refresh.session, refresh.digest);
      const token = newConfirmToken();
      const { emailVerified: _, password: __, ...pending } = user;
      await links().putPending(token.digest, { user: pending, password: null });
      await links().putReset(user.id, newResetToken(user.id).digest);
      const secrets = { address: user.email, refresh: refresh.text.slice(36), confirm: token.text };
      expect(leaksOf(await storedStrings(platform.raw), secrets)).toEqual([]);
      expect(kindsOf(await keysWithoutTtl(platform.raw))).toEqual([...KEPT_KINDS].sort());
    });

    it("is read with another key of the service while the one before is still set, and then without it", async () => {
      const [before, after] = [randomBytes(32), randomBytes(32)];
      const user = newUser();
      await createRedisAccountStore(platform.raw, new Vault(before)).create(user);
      const both = createRedisAccountStore(platform.raw, new Vault(after, [before]));
      expect(await both.findByEmail(user.email)).toEqual(user);
      await both.readUser(user.id);
      const alone = createRedisAccountStore(platform.raw, new Vault(after));
      expect(await alone.findByEmail(user.email)).toEqual(user);
    });
  });
});
