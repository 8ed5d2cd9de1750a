/** Who is let in: each kind of credential is told by its shape. */
import { describe, expect, it } from "vitest";
import { type ApiKeyStore, issueKey, type StoredKey } from "../../../lib/auth/api-key.ts";
import { type AuthenticatorDeps, createAuthenticator } from "../../../lib/auth/authenticator.ts";
import { digestKey, generateKey, parseKeyText } from "../../../lib/auth/key-text.ts";
import { SCOPES } from "../../../lib/auth/scope.ts";

const ADMIN = "admin-key-of-at-least-32-characters";
const TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

/** A store that notes what it is asked for. */
function memoryStore() {
  const keys = new Map<string, StoredKey>();
  const asked: string[][] = [];
  const store: Pick<ApiKeyStore, "find" | "put" | "read"> & { readonly asked: string[][] } = {
    asked,
    async put(record, digest) {
      keys.set(record.id, { record, digest, revision: 0, former: null, usedAt: null, revokedAt: null });
    },
    read: async (_, id) => keys.get(id) ?? null,
    async find(id, digest) {
      asked.push([id, digest]);
      const key = keys.get(id);
      return key === undefined ? null : { key, now: Date.now() };
    },
  };
  return store;
}

function authenticator(more: Partial<AuthenticatorDeps> = {}) {
  return createAuthenticator({
    keys: memoryStore(),
    uploadTokens: { find: async () => null },
    environment: "test",
    adminKey: ADMIN,
    tokens: null,
    ...more,
  });
}

const refusal = (code: string) => expect.objectContaining({ code, status: 401 });

describe("The authenticator", () => {
  it("knows an issued key and its account", async () => {
    const keys = memoryStore();
    const text = generateKey("test");
    await issueKey(keys, text, "acc_1");
    expect(await authenticator({ keys }).authenticate(text)).toMatchObject({ kind: "key", tenant: "acc_1" });
  });

  it("knows the operator's key without any store, with every scope", async () => {
    const keys = memoryStore();
    const identity = await authenticator({ keys }).authenticate(ADMIN);
    expect(identity).toMatchObject({ kind: "admin", id: "key_admin", tenant: "acc_admin", plan: "unlimited" });
    expect([...identity.scopes]).toEqual(SCOPES);
    expect(keys.asked).toEqual([]);
  });

  it("makes an operator of no key that was issued, whatever its account is called", async () => {
    const keys = memoryStore();
    const text = generateKey("test");
    await issueKey(keys, text, "acc_admin");
    expect((await authenticator({ keys }).authenticate(text)).scopes.has("operator")).toBe(false);
  });

  it("ends the old operator's key at once when the variable changes, and keeps the account", async () => {
    const rotated = authenticator({ adminKey: `${ADMIN}-new` });
    await expect(rotated.authenticate(ADMIN)).rejects.toEqual(refusal("key_invalid"));
    expect((await rotated.authenticate(`${ADMIN}-new`)).tenant).toBe("acc_admin");
  });

  it.each([null, ""])("says that %j is no credential at all", async (credential) => {
    await expect(authenticator().authenticate(credential)).rejects.toEqual(refusal("key_missing"));
  });

  it("asks the store for the id and the digest, and never for the secret", async () => {
    const keys = memoryStore();
    const text = generateKey("test");
    await authenticator({ keys })
      .authenticate(text)
      .catch(() => {});
    expect(keys.asked).toEqual([[parseKeyText(text)?.id, digestKey(text)]]);
  });

  it.each([
    ["a mistyped key", `${generateKey("test").slice(0, -1)}!`],
    ["a key of another environment", generateKey("live")],
    ["text without end", "k".repeat(100_000)],
    ["the operator's key with a blank", `${ADMIN} `],
    ["the operator's key but for its end", ADMIN.slice(0, -1)],
    ["the digest of the operator's key", digestKey(ADMIN)],
    ["a token, where none is accepted", TOKEN],
  ])("refuses %s without asking the store, in the words used for an unknown key", async (_, credential) => {
    const keys = memoryStore();
    const refused = await authenticator({ keys })
      .authenticate(credential)
      .catch((error: unknown) => error);
    expect(keys.asked).toEqual([]);
    const unknown = await authenticator({ keys })
      .authenticate(generateKey("test"))
      .catch((error: unknown) => error);
    expect(refused).toEqual(refusal("key_invalid"));
    expect(refused).toEqual(unknown);
  });

  it("hands a token to who knows tokens, and a key never", async () => {
    const seen: string[] = [];
    const identify = async (token: string) => {
      seen.push(token);
      throw new Error("seen");
    };
    const chain = authenticator({ tokens: { identify } });
    await expect(chain.authenticate(TOKEN)).rejects.toThrow("seen");
    for (const other of [generateKey("test"), generateKey("live"), ADMIN, "a.b", `${TOKEN}.x`]) {
      await chain.authenticate(other).catch(() => {});
    }
    expect(seen).toEqual([TOKEN]);
  });

  it("lets the store's faults through: a store that is down is not a wrong key", async () => {
    const find = () => Promise.reject(new Error("down"));
    await expect(authenticator({ keys: { find, read: find } }).authenticate(generateKey("test"))).rejects.toThrow(
      "down",
    );
  });

  it("expects who was let in by the store, and nobody by another text of the same id, nor once it was refused", async () => {
    const keys = memoryStore();
    const text = generateKey("test");
    await issueKey(keys, text, "acc_1");
    const chain = authenticator({ keys });
    expect(chain.expect(text)).toBeNull();
    const bearer = await chain.authenticate(text);
    expect(chain.expect(text)).toBe(bearer);
    const forged = generateKey("test", "dk", parseKeyText(text)?.id);
    await expect(chain.authenticate(forged)).rejects.toEqual(refusal("key_invalid"));
    expect(chain.expect(forged)).toBeNull();
    expect(chain.expect(text)).toBe(bearer);
    const [id = ""] = keys.asked[0] ?? [];
    const key = await keys.read("acc_1", id);
    Object.assign(key ?? {}, { revokedAt: 1 });
    await expect(chain.authenticate(text)).rejects.toEqual(refusal("key_invalid"));
    expect(chain.expect(text)).toBeNull();
  });

  it("expects nobody where no store was asked", async () => {
    const chain = authenticator();
    await chain.authenticate(ADMIN);
    expect(chain.expect(ADMIN)).toBeNull();
    expect(chain.expect(null)).toBeNull();
  });
});
