/** What is refused at the door: each with its own code and status, and nothing left behind. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

const MAX_UPLOAD_BYTES = 1_000_000;

function multipart(parts: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>): FormData {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    form.set(name, typeof part === "string" ? part : new File([part], "a.pdf", { type: "application/pdf" }));
  }
  return form;
}

/** A form in which one field comes twice. */
function repeated(name: string, value: string | Uint8Array<ArrayBuffer>): FormData {
  const form = multipart({ file: pdfOfPages(1), [name]: value });
  form.append(name, typeof value === "string" ? value : new File([value], "b.pdf"));
  return form;
}

function manyParts(count: number): FormData {
  const form = new FormData();
  for (let n = 0; n < count; n++) form.append(`field${n % 7}`, "x");
  return form;
}

describe("A request that cannot be served", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ variables: { MAX_UPLOAD_BYTES: String(MAX_UPLOAD_BYTES) } });
  });
  afterAll(() => service.close());

  const pdf = pdfOfPages(1);
  const bytes = (text: string) => new TextEncoder().encode(text);
  const big = Buffer.concat([pdf, Buffer.alloc(MAX_UPLOAD_BYTES)]);
  const type = (value: string) => ({ "content-type": value });

  const uploads: readonly [string, number, string, RequestInit][] = [
    ["no PDF", 422, "not_a_pdf", { body: multipart({ file: bytes("<html>%PDF</html>") }) }],
    ["an empty file", 422, "file_empty", { body: multipart({ file: bytes("") }) }],
    ["an empty body", 422, "file_empty", { headers: type("application/pdf"), body: "" }],
    ["a file over the limit", 413, "payload_too_large", { body: multipart({ file: new Uint8Array(big) }) }],
    ["a body over the limit", 413, "payload_too_large", { headers: type("application/pdf"), body: big }],
    ["text", 415, "unsupported_media_type", { headers: type("text/plain"), body: "{}" }],
    ["JSON that names no document", 400, "options_invalid", { headers: type("application/json"), body: "{}" }],
    ["no content type", 415, "unsupported_media_type", { headers: type(""), body: pdf }],
    ["no file", 400, "file_missing", { body: multipart({ options: "{}" }) }],
    ["text for a file", 400, "file_missing", { body: multipart({ file: "%PDF-1.7" }) }],
    ["options that are not JSON", 400, "options_invalid", { body: multipart({ file: pdf, options: "{pages" }) }],
    ["an unknown option", 400, "options_invalid", { body: multipart({ file: pdf, options: '{"page":"1"}' }) }],
    ["pages that are none", 400, "options_invalid", { body: multipart({ file: pdf, options: '{"pages":"3-1"}' }) }],
    ["an option as a field", 400, "bad_request", { body: multipart({ file: pdf, pages: "1" }) }],
    ["two files", 400, "bad_request", { body: repeated("file", pdf) }],
    ["two options", 400, "bad_request", { body: repeated("options", "{}") }],
    ["thousands of parts", 400, "bad_request", { body: manyParts(10_000) }],
    ["options that are a list", 400, "options_invalid", { body: multipart({ file: pdf, options: "[]" }) }],
    [
      "a multipart body without its end",
      400,
      "bad_request",
      { headers: type("multipart/form-data; boundary=x"), body: '--x\r\nContent-Disposition: form-data; name="file"' },
    ],
    ["a multipart body without a boundary", 400, "bad_request", { headers: type("multipart/form-data"), body: pdf }],
  ];

  it.each(uploads)("%s: %i %s", async (_, status, code, init) => {
    const url = `${service.platform.url}/v1/jobs`;
    const response = await fetch(url, {
      method: "POST",
      ...init,
      headers: withKey(service, init.headers as Record<string, string>),
    });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status, code, title: expect.any(String), retryable: false });
    expect(await service.redis.keys("docat:job_*")).toEqual([]);
  });

  it("a body that claims no length is still cut off at the limit", async () => {
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(16_384).fill(37));
      },
    });
    const response = await service.invoke(
      "/api/v1",
      new Request(`${service.platform.url}/v1/jobs`, {
        method: "POST",
        headers: withKey(service, type("application/pdf")),
        body: endless,
        duplex: "half",
      }),
    );
    expect(response.status).toBe(413);
  });

  it.each([
    ["no key", {}, "key_missing"],
    ["a wrong key", { authorization: "Bearer dk_wrong" }, "key_invalid"],
    ["another scheme", { authorization: "Basic ZDp4" }, "key_missing"],
    ["a key without end", { "x-api-key": "k".repeat(4_000) }, "key_invalid"],
  ])("%s: 401", async (_, headers: Record<string, string>, code) => {
    for (const [method, path] of [
      ["POST", "/v1/jobs"],
      ["GET", `/v1/jobs/job_${"0".repeat(32)}`],
      ["GET", `/v1/jobs/job_${"0".repeat(32)}/result`],
    ] as const) {
      const response = await fetch(`${service.platform.url}${path}`, { method, headers });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe('Bearer realm="docat"');
      expect((await bodyOf(response)).code).toBe(code);
    }
  });

  it.each([
    ["GET", `/v1/jobs/job_${"0".repeat(32)}`, 404, "job_unknown"],
    ["GET", `/v1/jobs/job_${"0".repeat(32)}/result`, 404, "job_unknown"],
    ["GET", "/v1/jobs/..%2f..%2fetc", 404, "job_unknown"],
    ["GET", "/v1/nothing", 404, "route_unknown"],
    ["PUT", "/v1/jobs", 405, "method_not_allowed"],
    ["POST", `/v1/jobs/job_${"0".repeat(32)}/result`, 405, "method_not_allowed"],
  ])("%s %s: %i %s", async (method, path, status, code) => {
    const response = await fetch(`${service.platform.url}${path}`, { method, headers: withKey(service) });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, code });
    if (status === 405) expect(response.headers.get("allow")).toMatch(/POST|GET/);
  });

  it("options in the query of a multipart upload: 400, instead of the wrong pages", async () => {
    const url = `${service.platform.url}/v1/jobs?pages=1`;
    const response = await fetch(url, { method: "POST", headers: withKey(service), body: multipart({ file: pdf }) });
    expect(response.status).toBe(400);
    expect((await bodyOf(response)).code).toBe("options_invalid");
  });

  it("an address with a slash at its end is the address without it", async () => {
    const response = await fetch(`${service.platform.url}/v1/jobs/`, { method: "PUT", headers: withKey(service) });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, POST");
  });

  it("an unknown format of a result: 400 options_invalid", async () => {
    const { id } = await service.client.createJob("a.pdf", pdf);
    await service.client.waitForJob(id, 30_000);
    const response = await fetch(`${service.platform.url}/v1/jobs/${id}/result?format=docx`, {
      headers: withKey(service),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "options_invalid", pointer: "format" });
  });
});

describe("A caller who asks too often", () => {
  it("meets 429 with the time to wait, and only that caller", async () => {
    const service = await startTestService({ variables: { REQUESTS_PER_MINUTE: "3", ADMIN_API_KEY: "a".repeat(40) } });
    const url = `${service.platform.url}/v1/jobs/job_${"0".repeat(32)}`;
    const statuses: number[] = [];
    let last = new Response();
    for (let n = 0; n < 5; n++) {
      last = await fetch(url, { headers: withKey(service) });
      statuses.push(last.status);
    }
    expect(statuses).toEqual([404, 404, 404, 429, 429]);
    expect(await last.json()).toMatchObject({ code: "rate_limited", retryable: true });
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(last.headers.get("ratelimit-policy")).toBe('"general_minute";q=3;w=60');
    const admin = await fetch(url, { headers: { "x-api-key": "a".repeat(40) } });
    expect(admin.status).toBe(404);
    await service.close();
  });
});
