/** Upload tokens: one job each, safe to hand to a browser. What their bearers may do, and all that they may not. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IssuedUploadToken, issuedUploadTokenSchema } from "../../lib/auth/issue-upload-token.ts";
import { issuedKeySchema } from "../../lib/auth/key-view.ts";
import { uploadSchema } from "../../lib/contracts/upload.ts";
import { ROUTE_POLICIES } from "../../lib/http/route-policies.ts";
import { uploadTokenKey } from "../../lib/upstash/keys.ts";
import { ENGINES } from "../support/engines.ts";
import { MATRIX } from "../support/identity-matrix.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService } from "../support/test-service.ts";
import { sha256Of, uploadClient } from "../support/upload-client.ts";
import { asTenant } from "../support/uploads.ts";

type Body = Readonly<Record<string, unknown>>;
const PDF = pdfOfPages(1);

describe.each(ENGINES)("On the $name", ({ preferServer }) => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({
      preferServer,
      variables: { REQUESTS_PER_MINUTE: "100000", RETENTION_RESULT_CACHE_SECONDS: "3600" },
    });
  });
  afterAll(() => service.close());

  function call(method: string, path: string, credential: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${credential}`, ...(init.headers as Record<string, string>) };
    return fetch(`${service.platform.url}${path}`, { ...init, method, headers });
  }

  const json = (value: unknown) => ({
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
  });

  async function issued(asked: Body = {}, by = service.platform.apiKey): Promise<IssuedUploadToken> {
    const response = await call("POST", "/v1/upload-tokens", by, json(asked));
    expect([response.status, response.headers.get("cache-control")]).toEqual([201, "private, no-store"]);
    return issuedUploadTokenSchema.parse(await response.json());
  }

  async function keyWith(settings: Body): Promise<{ readonly key: string; readonly id: string }> {
    return issuedKeySchema.parse(
      await (await call("POST", "/v1/keys", service.platform.apiKey, json(settings))).json(),
    );
  }

  function send(token: string, pdf: Uint8Array<ArrayBuffer> = PDF, options?: Body, more: Record<string, string> = {}) {
    const body = new FormData();
    body.set("file", new File([pdf], "a.pdf"));
    if (options !== undefined) body.set("options", JSON.stringify(options));
    return call("POST", "/v1/jobs", token, { body, headers: more });
  }

  async function expectRefusal(response: Response, status: number, code: string): Promise<Body> {
    const body = await bodyOf(response);
    expect([response.status, body.code]).toEqual([status, code]);
    return body;
  }

  it("a token makes the job that was named when it was issued, and reads how far that is", async () => {
    const { token, job_id: id, links } = await issued();
    await expectRefusal(await call("GET", links.job, token), 404, "job_unknown");
    const made = await send(token);
    expect([made.status, (await bodyOf(made)).id]).toEqual([202, id]);
    expect((await call("GET", links.job, token)).status).toBe(200);
    const job = await service.client.waitForJob(id, 30_000);
    expect(job.status).toBe("succeeded");
  });

  it("an upload that is sent again is the same job, at once or later, whatever key it brings", async () => {
    const { token, job_id: id } = await issued();
    const together = await Promise.all([send(token), send(token), send(token)]);
    for (const response of together) {
      const body = await bodyOf(response);
      expect(response.status === 202 ? body.id : body.code).toBe(response.status === 202 ? id : "request_in_progress");
    }
    const again = await send(token, PDF, undefined, { "idempotency-key": "another" });
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([202, "true"]);
    expect((await bodyOf(again)).id).toBe(id);
  });

  it("another document by the same token is refused, and the job stays as it is", async () => {
    const { token, job_id: id, links } = await issued();
    await send(token);
    await service.client.waitForJob(id, 30_000);
    const before = await bodyOf(await call("GET", links.job, token));
    await expectRefusal(await send(token, pdfOfPages(2)), 409, "upload_token_used");
    expect(await bodyOf(await call("GET", links.job, token))).toEqual(before);
  });

  it("the result is read by a token that grants it, and by no other", async () => {
    for (const grants of [true, false]) {
      const { token, job_id: id, links } = await issued({ read_result: grants });
      await send(token);
      await service.client.waitForJob(id, 30_000);
      for (const path of [`${links.job}/result`, `${links.job}/pages/1`]) {
        const response = await call("GET", path, token);
        if (grants) expect(response.status).toBe(200);
        else await expectRefusal(response, 403, "scope_missing");
      }
    }
  });

  it("a token sees neither another job of its account, nor another upload, nor another token's job", async () => {
    const { token, job_id: own } = await issued({ read_result: true });
    const { token: second, job_id: foreign } = await issued();
    await send(second);
    const { id: plain } = await service.client.createJob("a.pdf", PDF);
    for (const id of [foreign, plain]) {
      expect(id).not.toBe(own);
      for (const tail of ["", "/result", "/events", "/pages/1"]) {
        await expectRefusal(await call("GET", `/v1/jobs/${id}${tail}`, token), 404, "job_unknown");
      }
    }
    const { id: upload } = await uploadClient(service).begun({ size_bytes: PDF.byteLength });
    await expectRefusal(await call("GET", `/v1/uploads/${upload}`, token), 404, "upload_unknown");
    await expectRefusal(await call("POST", "/v1/jobs", token, json({ upload_id: upload })), 404, "upload_unknown");
  });

  const forbidden = Object.entries(ROUTE_POLICIES).filter(([, { scope, token }]) => scope !== null && !token);

  it.each(forbidden)("%s is not for a token", async (route) => {
    const { token, job_id: id } = await issued({ read_result: true });
    const [method = "", address = ""] = route.split(" ");
    const { headers = {}, body } = MATRIX[route]?.init?.() ?? {};
    const path = address.replace(/\{\w+\}/g, id);
    const response = await call(method, path, token, { headers, ...(body === undefined ? {} : { body }) });
    expect(response.status).toBe(403);
  });

  it("an upload in parts by a token is one, begun as often as need be, and becomes its job", async () => {
    const { token, job_id: id } = await issued();
    const client = uploadClient(service, { authorization: `Bearer ${token}` });
    const begun = await client.begun({ size_bytes: PDF.byteLength });
    await client.put(begun.id, 1, PDF);
    const again = uploadSchema.parse(await (await client.begin({ size_bytes: PDF.byteLength })).json());
    expect([again.id, again.parts_missing]).toEqual([begun.id, []]);
    await expectRefusal(await client.begin({ size_bytes: PDF.byteLength + 1 }), 409, "upload_token_used");
    expect((await client.complete(begun.id)).status).toBe(200);
    const made = await client.makeJob({ upload_id: begun.id });
    expect([made.status, (await bodyOf(made)).id]).toEqual([202, id]);
    expect((await service.client.waitForJob(id, 30_000)).status).toBe("succeeded");
  });

  it("two who begin the upload at once have the same one, and what either sends can be read", async () => {
    const { token } = await issued();
    const client = uploadClient(service, { authorization: `Bearer ${token}` });
    const begun = await Promise.all([1, 2, 3].map(() => client.begun({ size_bytes: PDF.byteLength })));
    const ids = new Set(begun.map((upload) => upload.id));
    expect(ids.size).toBe(1);
    expect((await client.put([...ids][0] ?? "", 1, PDF)).status).toBe(204);
    expect((await client.complete([...ids][0] ?? "")).status).toBe(200);
  });

  it("tus works by a token, which goes on with its one upload", async () => {
    const { token } = await issued();
    const tus = { "tus-resumable": "1.0.0", "upload-length": String(PDF.byteLength) };
    const places = await Promise.all(
      [1, 2].map(async () => (await call("POST", "/v1/tus", token, { headers: tus })).headers.get("location")),
    );
    expect(places[0]).toBe(places[1]);
    const headers = { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" };
    expect((await call("PATCH", places[0] ?? "", token, { headers, body: PDF })).status).toBe(204);
  });

  it("a token tells nothing of what its account holds: a known file is to be sent, and read anew", async () => {
    const { id: known } = await service.client.createJob("a.pdf", pdfOfPages(3));
    await service.client.waitForJob(known, 30_000);
    const { token } = await issued();
    const file = pdfOfPages(3);
    const client = uploadClient(service, { authorization: `Bearer ${token}` });
    const begun = await client.begun({ size_bytes: file.byteLength, sha256: sha256Of(file) });
    expect([begun.status, begun.parts_missing]).toEqual(["open", [1]]);
    const made = await bodyOf(await send(token, file));
    expect([made.status, made.cached]).toEqual(["queued", false]);
  });

  describe("What the issuer settles", () => {
    it("holds: the options of the job", async () => {
      const { token } = await issued({ options: { pages: "1", security: { javascript: "reject" } } });
      await expectRefusal(await send(token, PDF, { pages: "2" }), 400, "options_invalid");
      await expectRefusal(await send(token, PDF, { security: { javascript: "flag" } }), 400, "options_invalid");
      const made = await bodyOf(await send(token, PDF, { pages: "1" }));
      expect(made.options).toEqual({ pages: "1", security: { javascript: "reject" } });
    });

    it("holds: what costs more than reading is not the bearer's to ask for", async () => {
      const { token } = await issued();
      for (const options of [{ translate: { to: "de" } }, { embed: {} }]) {
        const response = await send(token, PDF, options);
        expect([response.status, (await bodyOf(response)).code]).toEqual([400, "options_invalid"]);
      }
    });

    it("holds: the size, by whatever way the file comes", async () => {
      const { token } = await issued({ max_bytes: PDF.byteLength - 1 });
      await expectRefusal(await send(token), 413, "payload_too_large");
      const client = uploadClient(service, { authorization: `Bearer ${token}` });
      await expectRefusal(await client.begin({ size_bytes: PDF.byteLength }), 413, "payload_too_large");
      const headers = { "tus-resumable": "1.0.0", "upload-length": String(PDF.byteLength) };
      await expectRefusal(await call("POST", "/v1/tus", token, { headers }), 413, "payload_too_large");
    });

    it("holds: the origins", async () => {
      const { token, links } = await issued({ allowed_origins: ["https://a.example"] });
      const ask = (origin: string) => call("GET", links.job, token, { headers: { origin } });
      await expectRefusal(await ask("https://b.example"), 403, "origin_refused");
      await expectRefusal(await ask("https://a.example"), 404, "job_unknown");
    });

    it("does not go beyond what he may himself", async () => {
      const bound = await keyWith({ scopes: ["jobs:write"], allowed_origins: ["https://a.example"] });
      await expectRefusal(
        await call("POST", "/v1/upload-tokens", bound.key, json({ read_result: true })),
        403,
        "scope_missing",
      );
      const other = json({ allowed_origins: ["https://b.example"] });
      await expectRefusal(await call("POST", "/v1/upload-tokens", bound.key, other), 403, "origin_refused");
      expect((await issued({}, bound.key)).allowed_origins).toEqual(["https://a.example"]);
      const strict = await keyWith({ scopes: ["jobs:write"], security: { javascript: "reject" } });
      const laxer = json({ options: { security: { javascript: "allow" } } });
      await expectRefusal(await call("POST", "/v1/upload-tokens", strict.key, laxer), 403, "scope_missing");
      const reader = await keyWith({ scopes: ["jobs:read"] });
      await expectRefusal(await call("POST", "/v1/upload-tokens", reader.key, json({})), 403, "scope_missing");
    });
  });

  it("a token makes no job of a link: whoever bears it has nothing fetched", async () => {
    const { token } = await issued();
    const response = await call("POST", "/v1/jobs", token, json({ url: "https://example.com/a.pdf" }));
    await expectRefusal(response, 403, "scope_missing");
  });

  it("a token ends with the key that issued it, at the very next request", async () => {
    const { key, id } = await keyWith({});
    const { token, links } = await issued({}, key);
    await expectRefusal(await call("GET", links.job, token), 404, "job_unknown");
    expect((await call("DELETE", `/v1/keys/${id}`, service.platform.apiKey)).status).toBe(204);
    await expectRefusal(await call("GET", links.job, token), 401, "key_invalid");
  });

  it("a token that has ended says so; a wrong secret and an unknown id are told alike", async () => {
    const { token, id, links } = await issued({ expires_in_seconds: 60 });
    const name = uploadTokenKey(id.slice("upt_".length));
    const stored = JSON.parse((await service.redis.get<string>(name)) ?? "{}") as { token: object };
    expect(JSON.stringify(stored)).not.toContain(token.slice(31, 60));
    const past = { ...stored, token: { ...stored.token, expiresAt: Date.now() - 1 } };
    await service.redis.set(name, JSON.stringify(past), { ex: 60 });
    await expectRefusal(await call("GET", links.job, token), 401, "key_expired");
    await service.redis.set(name, JSON.stringify({ ...past, digest: "0".repeat(64) }), { ex: 60 });
    const wrong = await expectRefusal(await call("GET", links.job, token), 401, "key_invalid");
    await service.redis.del(name);
    expect(await bodyOf(await call("GET", links.job, token))).toEqual(wrong);
  });

  it.each([
    [{ expires_in_seconds: 3_601 }],
    [{ expires_in_seconds: 59 }],
    [{ options: { password: "x" } }],
    [{ max_bytes: 0 }],
    [{ allowed_origins: ["*"] }],
    [{ job_id: `job_${"0".repeat(32)}` }],
  ])("no token is issued with %j", async (asked) => {
    const response = await call("POST", "/v1/upload-tokens", service.platform.apiKey, json(asked));
    await expectRefusal(response, 400, "options_invalid");
  });

  it("another account's key sees the token's job as little as any other", async () => {
    const { token, links } = await issued();
    await send(token);
    const headers = await asTenant(service, "acc_stranger");
    const response = await fetch(`${service.platform.url}${links.job}`, { headers });
    await expectRefusal(response, 404, "job_unknown");
  });
});
