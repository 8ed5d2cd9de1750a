/** The contract of sessions in the store: refresh tokens that take turns, and copies of them that are found out. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openInProcessEngine } from "../../dev/redis/in-process/in-process-engine.ts";
import { type RedisEndpoint, startRedisEndpoint } from "../../dev/redis/start-redis-endpoint.ts";
import type { AccountStore, SessionStore, User } from "../../lib/auth/account.ts";
import {
  newAccountId,
  newRefreshToken,
  newUserId,
  type RefreshToken,
  successorOf,
} from "../../lib/auth/opaque-token.ts";
import { Vault } from "../../lib/crypto/vault.ts";
import { MAX_SESSIONS } from "../../lib/limits/account-limits.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisAccountStore } from "../../lib/upstash/redis-account-store.ts";
import { createRedisClient } from "../../lib/upstash/redis-client.ts";
import { createRedisSessionStore } from "../../lib/upstash/redis-session-store.ts";
import { describeOnEveryEngine } from "./redis-platform.ts";

const ttl = timesToLive(DEFAULT_RETENTION);
const key = randomBytes(32);
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const user: User = {
  id: newUserId(),
  tenant: newAccountId(),
  role: "owner",
  email: "ada@example.com",
  emailVerified: true,
  password: "$scrypt$one",
  createdAt: 1_750_000_000_000,
};

function opener(sessions: () => SessionStore) {
  return async (): Promise<RefreshToken> => {
    const token = newRefreshToken(user.id);
    expect(await sessions().open(user, token.session, token.digest)).toBe(true);
    return token;
  };
}

function rotate(sessions: SessionStore, token: RefreshToken, next = successorOf(token, key)) {
  return sessions.rotate(token.user, token.session, { presented: token.digest, successor: next.digest });
}

const isLive = async (sessions: SessionStore, token: RefreshToken) =>
  (await sessions.standing(user.tenant, user.id, token.session)) !== null;

describeOnEveryEngine("Sessions", (platform) => {
  let accounts: AccountStore;
  let sessions: SessionStore;
  beforeEach(async () => {
    accounts = createRedisAccountStore(platform.raw, new Vault(randomBytes(32)));
    sessions = createRedisSessionStore(platform.raw, ttl);
    await accounts.create(user);
  });
  const open = opener(() => sessions);

  it("are opened by the password that the user has at that moment", async () => {
    const token = newRefreshToken(user.id);
    const stale = { ...user, password: "$scrypt$zero" };
    expect(await sessions.open(stale, token.session, token.digest)).toBe(false);
    expect(await sessions.open({ ...user, id: newUserId() }, token.session, token.digest)).toBe(false);
    for (let n = 0; n < 2; n++) expect(await sessions.open(user, token.session, token.digest)).toBe(true);
    expect(await sessions.standing(user.tenant, user.id, token.session)).toEqual({ role: "owner", plan: null });
    await accounts.setPlan(user.tenant, "standard");
    expect(await sessions.standing(user.tenant, user.id, token.session)).toEqual({ role: "owner", plan: "standard" });
  });

  it("stand for nobody else", async () => {
    const token = await open();
    expect(await sessions.standing(newAccountId(), user.id, token.session)).toBeNull();
    expect(await sessions.standing(user.tenant, newUserId(), token.session)).toBeNull();
    expect(await sessions.standing(user.tenant, user.id, newRefreshToken(user.id).session)).toBeNull();
  });

  it("go on by each token's successor", async () => {
    let token = await open();
    for (let n = 0; n < 5; n++) {
      expect(await rotate(sessions, token)).toBe("rotated");
      token = successorOf(token, key);
    }
    expect(await isLive(sessions, token)).toBe(true);
  });

  it("answer a client whose answer was lost the same, and go on", async () => {
    const token = await open();
    expect(await rotate(sessions, token)).toBe("rotated");
    for (let n = 0; n < 3; n++) expect(await rotate(sessions, token)).toBe("again");
    expect(await rotate(sessions, successorOf(token, key))).toBe("rotated");
  });

  it("end when a token comes back after its successor was used", async () => {
    const token = await open();
    await rotate(sessions, token);
    const next = successorOf(token, key);
    await rotate(sessions, next);
    expect(await rotate(sessions, token)).toBe("reused");
    expect(await isLive(sessions, token)).toBe(false);
    for (const any of [token, next, successorOf(next, key)]) expect(await rotate(sessions, any)).toBe("ended");
  });

  it("rotate once for twenty who come at once with one token", async () => {
    const token = await open();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => rotate(sessions, token)));
    expect(outcomes.filter((outcome) => outcome === "rotated")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "again")).toHaveLength(19);
  });

  it("end one by one, or all at once", async () => {
    const [one, two, three] = [await open(), await open(), await open()];
    for (let n = 0; n < 2; n++) await sessions.end(user.id, one.session);
    expect(await rotate(sessions, one)).toBe("ended");
    expect(await isLive(sessions, two)).toBe(true);
    for (let n = 0; n < 2; n++) await sessions.endAll(user.id);
    expect(await isLive(sessions, two)).toBe(false);
    expect(await rotate(sessions, three)).toBe("ended");
  });

  it("are so many at most: the one that ends first makes room", async () => {
    const tokens: RefreshToken[] = [];
    for (let n = 0; n <= MAX_SESSIONS; n++) tokens.push(await open());
    const live = await Promise.all(tokens.map((token) => isLive(sessions, token)));
    expect(live.filter(Boolean)).toHaveLength(MAX_SESSIONS);
    expect(live.at(-1)).toBe(true);
  });
});

/** On the engine whose clock a test can move. */
describe("Sessions as time goes by", () => {
  let now = Date.now();
  let endpoint: RedisEndpoint;
  let sessions: SessionStore;
  const closers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const engine = await openInProcessEngine({ now: () => now });
    endpoint = await startRedisEndpoint({ engine, token: "token" });
    closers.push(
      () => endpoint.close(),
      () => engine.close(),
    );
    const redis = createRedisClient(endpoint);
    sessions = createRedisSessionStore(redis, ttl);
    await createRedisAccountStore(redis, new Vault(randomBytes(32))).create(user);
  });
  afterAll(async () => {
    for (const close of closers) await close();
  });
  const open = opener(() => sessions);

  it("forgive a lost answer for half a minute, and then take it for a copy", async () => {
    const token = await open();
    await rotate(sessions, token);
    now += 29 * SECOND;
    expect(await rotate(sessions, token)).toBe("again");
    now += 2 * SECOND;
    expect(await rotate(sessions, token)).toBe("reused");
    expect(await rotate(sessions, successorOf(token, key))).toBe("ended");
  });

  it("end a day after they were begun or refreshed", async () => {
    const token = await open();
    now += 23 * HOUR;
    expect(await rotate(sessions, token)).toBe("rotated");
    const next = successorOf(token, key);
    now += 23 * HOUR;
    // Another session keeps the hash alive; this one has an end of its own.
    await open();
    now += 2 * HOUR;
    expect(await rotate(sessions, next)).toBe("ended");
    expect(await isLive(sessions, next)).toBe(false);
  });

  it("end after thirty days, however often they are refreshed", async () => {
    let token = await open();
    let hours = 0;
    while ((await rotate(sessions, token)) === "rotated") {
      token = successorOf(token, key);
      now += 12 * HOUR;
      hours += 12;
      if (hours > 40 * 24) break;
    }
    expect(hours).toBe(30 * 24);
  });
});
