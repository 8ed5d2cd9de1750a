/** Who is let in: stored keys and the administrator's, each by its digest. */
import { describe, expect, it } from "vitest";
import { type ApiKeyRecord, type ApiKeyStore, digestKey, issueKey } from "../../../lib/auth/api-key.ts";
import { createAuthenticator } from "../../../lib/auth/authenticator.ts";

const ADMIN = "admin-key-of-at-least-32-characters";

/** A store that notes what it is asked for. */
function memoryStore(): ApiKeyStore & { readonly asked: string[] } {
  const records = new Map<string, ApiKeyRecord>();
  const asked: string[] = [];
  return {
    asked,
    put: async (digest, record) => void records.set(digest, record),
    async find(digest) {
      asked.push(digest);
      return records.get(digest) ?? null;
    },
  };
}

const refusal = (code: string) => expect.objectContaining({ code, status: 401 });

describe("The authenticator", () => {
  it("knows an issued key and its tenant", async () => {
    const store = memoryStore();
    const record = await issueKey(store, "dk_known", "tenant-1");
    expect(await createAuthenticator(store, undefined).authenticate("dk_known")).toEqual(record);
  });

  it("knows the administrator's key without any store", async () => {
    const store = memoryStore();
    const record = await createAuthenticator(store, ADMIN).authenticate(ADMIN);
    expect(record).toEqual({ id: `key_${digestKey(ADMIN).slice(0, 16)}`, tenant: "admin", admin: true });
    expect(store.asked).toEqual([]);
  });

  it("makes an administrator of no key that was issued, whatever its tenant is called", async () => {
    const store = memoryStore();
    await issueKey(store, "dk_issued", "admin");
    expect(await createAuthenticator(store, ADMIN).authenticate("dk_issued")).toMatchObject({ admin: false });
  });

  it("ends the old administrator's key at once when the variable changes, and keeps the tenant", async () => {
    const store = memoryStore();
    await createAuthenticator(store, ADMIN).authenticate(ADMIN);
    const rotated = createAuthenticator(store, `${ADMIN}-new`);
    await expect(rotated.authenticate(ADMIN)).rejects.toEqual(refusal("key_invalid"));
    expect((await rotated.authenticate(`${ADMIN}-new`)).tenant).toBe("admin");
  });

  it.each([null, ""])("says that %j is no key at all", async (secret) => {
    await expect(createAuthenticator(memoryStore(), ADMIN).authenticate(secret)).rejects.toEqual(
      refusal("key_missing"),
    );
  });

  it.each(["dk_unknown", `${ADMIN} `, ADMIN.slice(0, -1), digestKey(ADMIN)])("refuses %j", async (secret) => {
    await expect(createAuthenticator(memoryStore(), ADMIN).authenticate(secret)).rejects.toEqual(
      refusal("key_invalid"),
    );
  });

  it("refuses an overlong key without asking the store, in the words used for an unknown one", async () => {
    const store = memoryStore();
    const authenticator = createAuthenticator(store, undefined);
    const overlong = await authenticator.authenticate("k".repeat(513)).catch((error: unknown) => error);
    expect(store.asked).toEqual([]);
    const unknown = await authenticator.authenticate("k".repeat(512)).catch((error: unknown) => error);
    expect(overlong).toEqual(refusal("key_invalid"));
    expect(overlong).toEqual(unknown);
  });

  it("asks the store for the digest and never for the secret", async () => {
    const store = memoryStore();
    await issueKey(store, "dk_secret", "t");
    await createAuthenticator(store, ADMIN).authenticate("dk_secret");
    expect(store.asked).toEqual([digestKey("dk_secret")]);
  });

  it("lets the store's faults through: a store that is down is not a wrong key", async () => {
    const broken = { ...memoryStore(), find: () => Promise.reject(new Error("down")) };
    await expect(createAuthenticator(broken, ADMIN).authenticate("dk_unknown")).rejects.toThrow("down");
  });
});
