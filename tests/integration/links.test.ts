/** Documents behind links: fetched when their job is planned, through the client that reaches the public internet only. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Job, jobSchema } from "../../lib/contracts/job.ts";
import { createGuardedClient } from "../../lib/net/guarded-client.ts";
import { type LoopbackServer, listenHttp, policyWith } from "../support/loopback-server.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService } from "../support/test-service.ts";
import { sha256Of, uploadClient } from "../support/upload-client.ts";

type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: Uint8Array };

let server: LoopbackServer;
let canary: LoopbackServer;
let service: TestService;
let answer: (path: string) => Answer;
const asked: { path: string; headers: Record<string, unknown> }[] = [];

beforeAll(async () => {
  server = await listenHttp((request, response) => {
    asked.push({ path: request.url ?? "", headers: request.headers });
    const { status = 200, headers = {}, body = new Uint8Array() } = answer(request.url ?? "");
    response.writeHead(status, headers).end(body);
  });
  canary = await listenHttp((_, response) => response.end("reached"));
  // A name of the outside world that leads to this test's server and to no other.
  const resolve = async () => ["127.0.0.1"];
  service = await startTestService({
    links: createGuardedClient({ resolve, policy: policyWith(server.port) }),
    variables: { MAX_DOCUMENT_BYTES: "100000", REQUESTS_PER_MINUTE: "100000" },
  });
});
afterAll(async () => {
  await service.close();
  await server[Symbol.asyncDispose]();
  await canary[Symbol.asyncDispose]();
});
beforeEach(() => {
  asked.length = 0;
});

const make = (asks: Readonly<Record<string, unknown>>) => uploadClient(service).makeJob(asks);
const urlOf = (path: string, port = server.port) => `http://documents.example:${port}${path}`;

async function ended(path: string, more: Readonly<Record<string, unknown>> = {}): Promise<Job> {
  const response = await make({ url: urlOf(path), ...more });
  expect(response.status).toBe(202);
  return service.client.waitForJob(jobSchema.parse(await response.json()).id, 30_000);
}

describe("A document behind a link", () => {
  it("is fetched and read, and its job says what it was", async () => {
    const pdf = pdfOfPages(3);
    answer = () => ({ body: pdf, headers: { "content-disposition": 'attachment; filename="of the server.pdf"' } });
    const response = await make({ url: urlOf("/a/report.pdf?token=secret"), options: { pages: "2" } });
    const job = jobSchema.parse(await response.json());
    expect(job.document).toMatchObject({ name: null, sha256: null, size_bytes: null });
    const done = await service.client.waitForJob(job.id, 30_000);
    expect(done).toMatchObject({
      status: "succeeded",
      document: { name: "of the server.pdf", sha256: sha256Of(pdf), size_bytes: pdf.length },
    });
    expect(await service.client.getResult(job.id, "text")).toContain("Page 2 of 3.");
    expect(asked).toHaveLength(1);
  });

  it("is asked for without anything of the caller's", async () => {
    answer = () => ({ body: pdfOfPages(1) });
    await ended("/plain.pdf", { name: "mine.pdf" });
    expect(asked[0]?.headers).not.toHaveProperty("authorization");
    expect(asked[0]?.headers).not.toHaveProperty("cookie");
    expect(JSON.stringify(asked)).not.toContain(service.platform.apiKey);
  });

  it("keeps the name that its job was given", async () => {
    answer = () => ({ body: pdfOfPages(1) });
    expect((await ended("/theirs.pdf", { name: "mine.pdf" })).document.name).toBe("mine.pdf");
  });

  it.each([
    ["is no PDF", () => ({ body: Buffer.from("<html>".repeat(400)) }), "not_a_pdf"],
    ["is short and no PDF", () => ({ body: Buffer.from("no") }), "not_a_pdf"],
    ["is empty", () => ({}), "file_empty"],
    ["is over the limit", () => ({ body: Buffer.alloc(100_001, "%PDF-") }), "url_too_large"],
    ["is not there", () => ({ status: 404 }), "url_unusable"],
    ["leads round in a circle", (path: string) => ({ status: 302, headers: { location: `${path}x` } }), "url_unusable"],
  ])("fails its job when it %s, and says why", async (_, answers, code) => {
    answer = answers;
    const job = await ended("/bad.pdf");
    expect(job).toMatchObject({ status: "failed", error: { code } });
    expect(JSON.stringify(job.error)).not.toMatch(/127\.0\.0\.1|documents\.example|:\d{4,5}/);
  });

  it("is not read where it redirects to an address that is not asked", async () => {
    answer = () => ({ status: 302, headers: { location: `http://127.0.0.1:${canary.port}/` } });
    const job = await ended("/trap.pdf");
    expect(job.status).toBe("failed");
    expect(canary.connections()).toBe(0);
  });
});

describe("A link that nobody may follow is refused before there is a job", () => {
  it.each([
    "http://localhost/",
    "http://127.1/",
    "http://0x7f000001/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/",
    "ftp://documents.example/",
    "file:///etc/passwd",
    "http://user:secret@documents.example/",
    "documents.example",
  ])("%s", async (url) => {
    const before = await service.redis.dbsize();
    const response = await make({ url });
    expect([response.status, (await bodyOf(response)).code]).toEqual([422, "url_refused"]);
    expect(await service.redis.dbsize()).toBeLessThanOrEqual(before + 1);
    expect(canary.connections()).toBe(0);
  });

  it("and so is a body that names both an upload and a link, or neither", async () => {
    for (const body of [{}, { url: urlOf("/"), upload_id: `upl_${"0".repeat(32)}` }, { url: 7 }]) {
      expect((await make(body)).status).toBe(400);
    }
  });
});
