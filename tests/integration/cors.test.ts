/** What browsers are told: pages of the origins that are named may read answers, and no others; nothing is run, framed or kept. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

const GOOD = "https://good.example";
const PORT = "http://localhost:5173";

const STRANGERS = [
  "null",
  "https://good.example.evil",
  "https://evil.good.example",
  "https://evilgood.example",
  "http://good.example",
  "https://good.example:8443",
  "https://good.example:443",
  "https://GOOD.example",
  "https://good.example/",
  "https://good.example, https://evil.example",
  "http://localhost",
  "http://localhost:51730",
  "*",
  "",
];

const PATHS = ["/v1/jobs", `/v1/jobs/job_${"0".repeat(32)}`, "/v1/extract", "/v1/tus", "/v1/keys", "/v1/nothing"];

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ variables: { ALLOWED_ORIGINS: `${GOOD}, ${PORT}` } });
});
afterAll(() => service.close());

const namesOf = (headers: Headers, name: string) => (headers.get(name) ?? "").split(", ");

/** Past the HTTP client, which lets nobody say where a request comes from. */
function ask(method: string, path: string, headers: Readonly<Record<string, string>>, body?: RequestInit["body"]) {
  const name = path === "/v1/extract" ? "/api/extract" : "/api/v1";
  return service.invoke(name, new Request(`${service.platform.url}${path}`, { method, headers, body: body ?? null }));
}

function preflight(path: string, origin: string): Promise<Response> {
  const asks = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
  };
  return ask("OPTIONS", path, { origin, ...asks });
}

describe("A preflight", () => {
  it.each(PATHS)("to %s is answered without a credential, for the origins that are named", async (path) => {
    for (const origin of [GOOD, PORT]) {
      const { status, headers } = await preflight(path, origin);
      expect(status).toBe(204);
      expect(headers.get("access-control-allow-origin")).toBe(origin);
      expect(namesOf(headers, "access-control-allow-headers")).toEqual(
        expect.arrayContaining(["Authorization", "Content-Type", "Idempotency-Key", "Tus-Resumable", "Upload-Offset"]),
      );
      expect(namesOf(headers, "access-control-allow-methods")).toEqual(
        expect.arrayContaining(["POST", "PATCH", "PUT", "DELETE"]),
      );
      expect(namesOf(headers, "vary")).toContain("Origin");
    }
  });

  it.each(STRANGERS)("from %j is told nothing, and varies all the same", async (origin) => {
    for (const path of PATHS) {
      const { headers } = await preflight(path, origin);
      expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
      expect(namesOf(headers, "vary")).toContain("Origin");
    }
  });

  it("asks for no cookies, wherever it comes from", async () => {
    for (const origin of [GOOD, "https://evil.example"]) {
      expect((await preflight("/v1/jobs", origin)).headers.has("access-control-allow-credentials")).toBe(false);
    }
  });
});

describe("An answer", () => {
  it("can be read by a page of an origin that is named, with the headers that clients live by", async () => {
    const { status, headers } = await ask("GET", "/v1/jobs/none", withKey(service, { origin: GOOD }));
    expect(status).toBe(404);
    expect(headers.get("access-control-allow-origin")).toBe(GOOD);
    expect(namesOf(headers, "access-control-expose-headers")).toEqual(
      expect.arrayContaining(["Location", "Retry-After", "Tus-Resumable", "Upload-Offset", "Upload-Length"]),
    );
  });

  it("that refuses can be read there too", async () => {
    const { status, headers } = await ask("GET", "/v1/jobs/none", { origin: GOOD });
    expect([status, headers.get("access-control-allow-origin")]).toEqual([401, GOOD]);
  });

  it.each(STRANGERS)("cannot be read by a page of %j", async (origin) => {
    const { headers } = await ask("GET", "/v1/jobs/none", withKey(service, { origin }));
    expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(namesOf(headers, "vary")).toContain("Origin");
  });

  it("is for whoever is no browser as it is without a word of origins, but that it varies", async () => {
    const { status, headers } = await ask("GET", "/v1/jobs/none", withKey(service));
    expect(status).toBe(404);
    expect(headers.has("access-control-allow-origin")).toBe(false);
    expect(namesOf(headers, "vary")).toContain("Origin");
  });

  it.each(PATHS)("at %s runs, frames and keeps nothing, whatever it says", async (path) => {
    for (const headers of [{}, withKey(service)]) {
      const answer = await ask("GET", path, headers);
      expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
      expect(answer.headers.get("cache-control")).toMatch(/no-store/);
    }
  });

  it("with a result is private, and stored nowhere", async () => {
    const { id } = await service.client.createJob("a.pdf", pdfOfPages(1));
    await service.client.waitForJob(id, 30_000);
    for (const format of ["markdown", "html", "json"]) {
      const path = `/v1/jobs/${id}/result?format=${format}`;
      const { status, headers } = await ask("GET", path, withKey(service, { origin: GOOD }));
      expect(status).toBe(200);
      expect(headers.get("cache-control")).toMatch(/^private, no-store/);
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
      expect(namesOf(headers, "vary")).toContain("Origin");
    }
  });

  it("of tus can be read by a page that uploads", async () => {
    const headers = withKey(service, { origin: GOOD, "tus-resumable": "1.0.0", "upload-length": "1000000" });
    const begun = await ask("POST", "/v1/tus", headers);
    expect(begun.status).toBe(201);
    expect(begun.headers.get("access-control-allow-origin")).toBe(GOOD);
    const exposed = namesOf(begun.headers, "access-control-expose-headers").map((name) => name.toLowerCase());
    const own = [...begun.headers.keys()].filter((name) => /^(tus|upload|location)/.test(name));
    expect(own.length).toBeGreaterThan(1);
    for (const name of own) expect(exposed).toContain(name);
  });

  it("to what a program asks of tus is no preflight", async () => {
    const { status, headers } = await ask("OPTIONS", "/v1/tus", { origin: GOOD });
    expect([status, headers.get("tus-version")]).toEqual([204, "1.0.0"]);
  });
});

it("no name or title of a document can write a header", async () => {
  const name = "a\r\nSet-Cookie: x=1\r\n.pdf";
  const body = JSON.stringify({ url: "https://example.com/a.pdf", name });
  const made = await ask("POST", "/v1/jobs", withKey(service, { "content-type": "application/json" }), body);
  expect(made.status).toBe(202);
  const { links } = await bodyOf(made);
  const answers = [made, await ask("GET", (links as { self: string }).self, withKey(service))];
  for (const { headers } of answers) expect(headers.has("set-cookie")).toBe(false);
});
