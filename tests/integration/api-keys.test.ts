/** API keys over HTTP: issued, bound, rotated and revoked by their account, and nobody gives away what he has not. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issuedKeySchema, keyListSchema, keySchema } from "../../lib/auth/key-view.ts";
import { ENGINES } from "../support/engines.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService } from "../support/test-service.ts";
import { asTenant } from "../support/uploads.ts";

type Body = Readonly<Record<string, unknown>>;
const NO_JOB = `/v1/jobs/job_${"0".repeat(32)}`;

describe.each(ENGINES)("On the $name", ({ preferServer }) => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ preferServer });
  });
  afterAll(() => service.close());

  function call(method: string, path: string, body?: Body, key = service.platform.apiKey, more: object = {}) {
    const headers: Record<string, string> = { authorization: `Bearer ${key}`, ...more };
    if (body !== undefined) headers["content-type"] = "application/json";
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return fetch(`${service.platform.url}${path}`, init);
  }

  async function issued(body: Body, by?: string) {
    const response = await call("POST", "/v1/keys", body, by);
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const key = issuedKeySchema.parse(await response.json());
    expect(response.headers.get("location")).toBe(`/v1/keys/${key.id}`);
    return key;
  }

  async function expectRefusal(response: Response, status: number, code: string): Promise<Body> {
    const body = await bodyOf(response);
    expect([response.status, body.code]).toEqual([status, code]);
    return body;
  }

  describe("A new key", () => {
    it("makes and reads jobs unless it is told what else it may, and is shown once", async () => {
      const { key, ...view } = await issued({ name: "frontend" });
      expect(view).toMatchObject({ name: "frontend", scopes: ["jobs:write", "jobs:read"], last_used_at: null });
      expect((await call("GET", NO_JOB, undefined, key)).status).toBe(404);
      const response = await call("GET", "/v1/keys", undefined, key);
      const refusal = await expectRefusal(response, 403, "scope_missing");
      expect(refusal.detail).toContain("keys:admin");
      for (const path of ["/v1/keys", `/v1/keys/${view.id}`]) {
        const text = await (await call("GET", path)).text();
        expect(text).toContain(view.id);
        expect(text).not.toContain(key.slice(31));
      }
    });

    it("is stored as a digest: nothing in the store holds its secret", async () => {
      const { key } = await issued({});
      for (const name of await service.redis.keys("docat:key*")) {
        expect(JSON.stringify(await service.redis.hgetall(name))).not.toContain(key.slice(31, 60));
      }
    });

    it("notes when it was used", async () => {
      const { key, id } = await issued({});
      await call("GET", NO_JOB, undefined, key);
      const view = keySchema.parse(await (await call("GET", `/v1/keys/${id}`)).json());
      expect(Date.now() - Date.parse(view.last_used_at ?? "")).toBeLessThan(60_000);
    });

    it.each([
      ["an unknown scope", { scopes: ["jobs:delete"] }],
      ["the operator's scope", { scopes: ["operator"] }],
      ["no scope at all", { scopes: [] }],
      ["an end in the past", { expires_at: "2001-01-01T00:00:00Z" }],
      ["an unknown setting", { plan: "unlimited" }],
      ["another account", { tenant: "acc_other" }],
      ["an origin with a path", { allowed_origins: ["https://a.example/"] }],
      ["any origin", { allowed_origins: ["*"] }],
      ["the origin null", { allowed_origins: ["null"] }],
      ["a limit below nothing", { limits: { uploads_minute: -1 } }],
      ["no limit", { limits: { uploads_minute: null } }],
      ["a name with a line break", { name: "a\nb" }],
    ])("is not issued with %s", async (_, body) => {
      await expectRefusal(await call("POST", "/v1/keys", body), 400, "options_invalid");
    });
  });

  describe("Who issues keys", () => {
    it("gives away no scope that he has not, by a new key, a change, or a secret for a key that has more", async () => {
      const narrow = await issued({ scopes: ["keys:admin", "jobs:read"] });
      const wide = await issued({ scopes: ["keys:admin", "jobs:write"] });
      const asked = { scopes: ["jobs:read", "jobs:write"] };
      for (const [method, path, body] of [
        ["POST", "/v1/keys", asked],
        ["POST", "/v1/keys", {}],
        ["PATCH", `/v1/keys/${narrow.id}`, asked],
        ["POST", `/v1/keys/${wide.id}/rotate`, undefined],
      ] as const) {
        const refusal = await expectRefusal(await call(method, path, body, narrow.key), 403, "scope_missing");
        expect(refusal.detail).toContain("jobs:write");
      }
      expect((await issued({ scopes: ["jobs:read"] }, narrow.key)).scopes).toEqual(["jobs:read"]);
    });

    it("passes on what binds him: origins, limits and policy", async () => {
      const bound = await issued({
        scopes: ["keys:admin", "jobs:read"],
        allowed_origins: ["https://a.example"],
        limits: { uploads_minute: 3 },
        security: { javascript: "reject" },
      });
      const made = await issued({ scopes: ["jobs:read"] }, bound.key);
      expect(made).toMatchObject({
        allowed_origins: ["https://a.example"],
        limits: { uploads_minute: 3 },
        security: { javascript: "reject" },
      });
      for (const [wider, code] of [
        [{ allowed_origins: null }, "origin_refused"],
        [{ allowed_origins: ["https://b.example"] }, "origin_refused"],
        [{ limits: { uploads_minute: 4 } }, "scope_missing"],
        [{ security: { javascript: "flag" } }, "scope_missing"],
      ] as const) {
        const body = { scopes: ["jobs:read"], ...wider };
        await expectRefusal(await call("POST", "/v1/keys", body, bound.key), 403, code);
        await expectRefusal(await call("PATCH", `/v1/keys/${made.id}`, wider, bound.key), 403, code);
      }
    });

    it("cannot take a limit off a key by naming others", async () => {
      const bound = await issued({ scopes: ["keys:admin", "jobs:read"], limits: { uploads_minute: 3 } });
      const view = await call("PATCH", `/v1/keys/${bound.id}`, { limits: { uploads_hour: 9 } }, bound.key);
      expect(keySchema.parse(await view.json()).limits).toEqual({ uploads_minute: 3, uploads_hour: 9 });
    });
  });

  describe("A key's account", () => {
    it("changes it, and what is not named stays", async () => {
      const { id, key } = await issued({ name: "a", scopes: ["jobs:read"] });
      const changed = await call("PATCH", `/v1/keys/${id}`, { scopes: ["logs:read"] });
      expect(keySchema.parse(await changed.json())).toMatchObject({ name: "a", scopes: ["logs:read"] });
      await expectRefusal(await call("GET", NO_JOB, undefined, key), 403, "scope_missing");
    });

    it("revokes it, and the very next request by it is refused in the words for an unknown key", async () => {
      const { id, key } = await issued({});
      expect((await call("GET", NO_JOB, undefined, key)).status).toBe(404);
      expect((await call("DELETE", `/v1/keys/${id}`)).status).toBe(204);
      const refused = await expectRefusal(await call("GET", NO_JOB, undefined, key), 401, "key_invalid");
      const unknown = `${key.slice(0, 8)}${"A".repeat(22)}${key.slice(30)}`;
      expect(await bodyOf(await call("GET", NO_JOB, undefined, unknown))).toEqual(refused);
      expect((await call("DELETE", `/v1/keys/${id}`)).status).toBe(204);
      const view = keySchema.parse(await (await call("GET", `/v1/keys/${id}`)).json());
      expect(view.revoked_at).not.toBeNull();
      await expectRefusal(await call("PATCH", `/v1/keys/${id}`, { name: "x" }), 409, "key_revoked");
      await expectRefusal(await call("POST", `/v1/keys/${id}/rotate`), 409, "key_revoked");
    });

    it("narrows what it may, and revokes it, between two requests of one who was here before", async () => {
      const { key, id } = await issued({});
      const ask = () => call("GET", NO_JOB, undefined, key);
      for (let n = 0; n < 2; n++) expect((await ask()).status).toBe(404);
      expect((await call("PATCH", `/v1/keys/${id}`, { limits: { general_hour: 2 } })).status).toBe(200);
      const left = [];
      for (let n = 0; n < 3; n++) {
        const answer = await ask();
        left.push([answer.status, /"own_general_hour";r=(\d+)/.exec(answer.headers.get("ratelimit") ?? "")?.[1]]);
      }
      expect(left).toEqual([
        [404, "1"],
        [404, "0"],
        [429, "0"],
      ]);
      const remaining = async () =>
        /"general_hour";r=(\d+)/.exec((await call("GET", NO_JOB)).headers.get("ratelimit") ?? "")?.[1];
      const before = Number(await remaining());
      expect((await call("DELETE", `/v1/keys/${id}`)).status).toBe(204);
      for (let n = 0; n < 3; n++) await expectRefusal(await ask(), 401, "key_invalid");
      // The deletion and this question were counted, and nothing by the key that is none.
      expect(Number(await remaining())).toBe(before - 2);
    });

    it("rotates it: both secrets count during the overlap, and only the new one without it", async () => {
      const { id, key } = await issued({});
      const first = issuedKeySchema.parse(await (await call("POST", `/v1/keys/${id}/rotate`)).json());
      expect(first.former_secret_until).not.toBeNull();
      for (const secret of [key, first.key]) expect((await call("GET", NO_JOB, undefined, secret)).status).toBe(404);
      const body = { overlap_seconds: 0 };
      const second = issuedKeySchema.parse(await (await call("POST", `/v1/keys/${id}/rotate`, body)).json());
      expect(second).toMatchObject({ id, former_secret_until: null });
      for (const secret of [key, first.key]) {
        await expectRefusal(await call("GET", NO_JOB, undefined, secret), 401, "key_invalid");
      }
      expect((await call("GET", NO_JOB, undefined, second.key)).status).toBe(404);
    });

    it("sees only its own: another account's are as unknown as none", async () => {
      const { id } = await issued({});
      const stranger = (await asTenant(service, "acc_stranger")).authorization?.slice("Bearer ".length) ?? "";
      for (const [method, path, body] of [
        ["GET", `/v1/keys/${id}`, undefined],
        ["PATCH", `/v1/keys/${id}`, { name: "mine" }],
        ["DELETE", `/v1/keys/${id}`, undefined],
        ["POST", `/v1/keys/${id}/rotate`, {}],
        ["GET", `/v1/keys/key_${"0".repeat(22)}`, undefined],
        ["DELETE", "/v1/keys/none", undefined],
      ] as const) {
        await expectRefusal(await call(method, path, body, stranger), 404, "key_unknown");
      }
      const list = keyListSchema.parse(await (await call("GET", "/v1/keys", undefined, stranger)).json());
      expect(list.keys.map((key) => key.id)).not.toContain(id);
    });
  });

  it("a key that has ended says so to who holds it", async () => {
    const { key } = await issued({ expires_at: new Date(Date.now() + 1_500).toISOString() });
    expect((await call("GET", NO_JOB, undefined, key)).status).toBe(404);
    await expect
      .poll(async () => (await bodyOf(await call("GET", NO_JOB, undefined, key))).code, { timeout: 10_000 })
      .toBe("key_expired");
  });

  it("a key that is bound to origins is of no use to a browser elsewhere", async () => {
    const { key } = await issued({ allowed_origins: ["https://good.example"] });
    expect((await call("GET", NO_JOB, undefined, key, { origin: "https://good.example" })).status).toBe(404);
    for (const origin of ["https://good.example.evil", "http://good.example", "https://good.example:8443", "null"]) {
      await expectRefusal(await call("GET", NO_JOB, undefined, key, { origin }), 403, "origin_refused");
    }
  });

  it("a key's policy holds for each of its jobs, which may ask for stricter only", async () => {
    const { key } = await issued({ security: { javascript: "reject", xfa: "flag" } });
    const send = (policy: object) => {
      const body = new FormData();
      body.set("file", new File([pdfOfPages(1)], "a.pdf"));
      body.set("options", JSON.stringify({ security: policy }));
      const init = { method: "POST", headers: { authorization: `Bearer ${key}` }, body };
      return Promise.all(["/v1/jobs", "/v1/extract"].map((path) => fetch(`${service.platform.url}${path}`, init)));
    };
    const [made, read] = await send({ xfa: "reject" });
    expect((await bodyOf(made ?? new Response())).options).toEqual({
      security: { javascript: "reject", xfa: "reject" },
    });
    expect(read?.status).toBe(200);
    for (const refused of await send({ javascript: "flag" })) {
      const problem = await expectRefusal(refused, 400, "options_invalid");
      expect(problem.pointer).toBe("/security/javascript");
    }
  });
});
