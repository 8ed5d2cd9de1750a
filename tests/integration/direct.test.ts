/** A document that is answered in the same request: its result, what it is like, and a job that is waited for. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSample } from "../../examples/make-sample.ts";
import { preflightSchema } from "../../lib/contracts/preflight.ts";
import { resultSchema } from "../../lib/contracts/result.ts";
import { objectPdf, streamOf } from "../support/object-pdf.ts";
import { encryptedPdf, pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";
import { ended, upload, uploaded } from "../support/uploads.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ variables: { DIRECT_MAX_PAGES: "5", MAX_PAGES: "40" } });
});
afterAll(() => service.close());

function post(path: string, pdf: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${service.platform.url}${path}`, {
    method: "POST",
    headers: withKey(service, { "content-type": "application/pdf", ...headers }),
    body: pdf,
  });
}

describe("A small document", () => {
  it("is answered with the result that a job of it has", async () => {
    const { id } = await uploaded(service, { pdf: makeSample() });
    await ended(service, id);
    for (const format of ["markdown", "json", "csv"] as const) {
      const response = await post(`/v1/extract?format=${format}`, makeSample());
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toBe("private, no-store");
      const [direct, job] = [await response.text(), await service.client.getResult(id, format)];
      const plain = (text: string) => (format === "json" ? { ...JSON.parse(text), document: null } : text);
      expect(plain(direct)).toEqual(plain(job));
    }
  });

  it("comes in the format that is accepted, with its receipt, and takes options as a job does", async () => {
    const response = await post("/v1/extract?pages=2-3", pdfOfPages(9), { accept: "application/json" });
    const result = resultSchema.parse(await response.json());
    expect(result.pages.map(({ number }) => number)).toEqual([2, 3]);
    expect(response.headers.get("docat-receipt")).toMatch(/pages=9, selected=2, extracted=2/);
  });

  it("is shown as a job's result would be, and refused what there is not", async () => {
    const response = await post("/v1/extract?format=text&include=title&download=1", makeSample());
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="result.txt"');
    expect((await response.text()).trim().split("\n")).toHaveLength(1);
    expect(await bodyOf(await post("/v1/extract?include=x", makeSample()))).toMatchObject({
      pointer: "include",
      status: 400,
    });
    expect((await post("/v1/extract", makeSample(), { accept: "image/png" })).status).toBe(406);
  });

  it("may be encrypted", async () => {
    const pdf = encryptedPdf(["Secret."], "sesame");
    expect(await (await post("/v1/extract", pdf, { "docat-password": "sesame" })).text()).toContain("Secret.");
    expect(await bodyOf(await post("/v1/extract", pdf))).toMatchObject({ code: "password_required", status: 422 });
  });

  it("leaves nothing behind in the store", async () => {
    const keys = async () => (await service.redis.keys("docat:job_*")).length;
    const before = await keys();
    await (await post("/v1/extract", makeSample())).text();
    await (await post("/v1/preflight", makeSample())).text();
    expect(await keys()).toBe(before);
  });

  it.each([
    ["of too many pages for one request", pdfOfPages(6), "", 422, "too_many_pages"],
    [
      "that is rejected",
      objectPdf({ catalog: "/OpenAction << /S /Launch /F (a) >>" }),
      `?security=${encodeURIComponent('{"launch_action":"reject"}')}`,
      422,
      "document_rejected",
    ],
    ["that is none", new TextEncoder().encode("<html>".repeat(40)), "", 422, "not_a_pdf"],
    ["in a format that there is not", makeSample(), "?format=docx", 400, "options_invalid"],
    ["with an option that there is not", makeSample(), "?colour=red", 400, "options_invalid"],
  ])("%s is refused", async (_what, pdf, query, status, code) => {
    const response = await post(`/v1/extract${query}`, pdf);
    expect(response.status).toBe(status);
    expect(await bodyOf(response)).toMatchObject({ code });
  });

  it("is read for those who have a key, by POST", async () => {
    const url = `${service.platform.url}/v1/extract`;
    expect((await fetch(url, { method: "POST", body: makeSample() })).status).toBe(401);
    const got = await fetch(url, { headers: withKey(service) });
    expect([got.status, got.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("A look at a document", () => {
  const look = async (pdf: Uint8Array<ArrayBuffer>, query = "", headers = {}) =>
    preflightSchema.parse(await (await post(`/v1/preflight${query}`, pdf, headers)).json());

  it("tells its pages from the first to the last, and what a job would take", async () => {
    const seen = await look(pdfOfPages(30));
    expect(seen).toMatchObject({ pages_total: 30, pages_selected: 30, nature: "text", encrypted: false });
    expect(seen.sample.map(({ page }) => page)).toEqual([1, 5, 9, 13, 18, 22, 26, 30]);
    expect(seen.sample[0]).toMatchObject({ width: 612, height: 792, nature: "text" });
    expect(seen.estimate.seconds).toBeGreaterThan(0);
    expect(seen.estimate.ranges).toBe(1);
  });

  it("tells scans from text and from empty pages", async () => {
    const image = streamOf(
      "\u0000",
      "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray",
    );
    const scan = (content: string, morePages = 0) =>
      objectPdf({
        content: `q 612 0 0 792 0 0 cm /I Do Q ${content}`,
        resources: "/XObject << /I 10 0 R >>",
        objects: [image],
        morePages,
      });
    expect((await look(scan(""))).nature).toBe("scan");
    expect((await look(scan("BT 3 Tr /F1 12 Tf 72 700 Td (beneath) Tj ET"))).nature).toBe("scan");
    expect((await look(scan("BT /F1 12 Tf 72 700 Td (above) Tj ET"))).nature).toBe("text");
    expect((await look(scan("", 3))).sample.map(({ nature }) => nature)).toEqual(["scan", "empty", "empty", "empty"]);
    expect((await look(objectPdf({}))).nature).toBe("empty");
  });

  it("tells what in it may do harm, and what its policy would reject, and does not reject it", async () => {
    const pdf = objectPdf({ catalog: "/OpenAction << /S /JavaScript /JS (1) >>" });
    expect((await look(pdf)).security).toMatchObject({
      findings: [{ kind: "javascript" }],
      complete: true,
      rejected: [],
    });
    const query = `?security=${encodeURIComponent('{"javascript":"reject"}')}`;
    expect((await look(pdf, query)).security.rejected).toEqual(["javascript"]);
  });

  it("tells that it is encrypted", async () => {
    const pdf = encryptedPdf(["Secret."], "sesame");
    expect((await look(pdf, "", { "docat-password": "sesame" })).encrypted).toBe(true);
    expect(await bodyOf(await post("/v1/preflight", pdf))).toMatchObject({ code: "password_required" });
  });

  it("fails as its job would", async () => {
    expect(await bodyOf(await post("/v1/preflight", pdfOfPages(41)))).toMatchObject({ code: "too_many_pages" });
    expect(await bodyOf(await post("/v1/preflight?pages=9-", pdfOfPages(2)))).toMatchObject({
      code: "pages_out_of_range",
    });
  });
});

describe("A job that is waited for", () => {
  it("is answered when it has ended", async () => {
    const response = await upload(service, { pdf: makeSample(), headers: { prefer: "wait=25" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("preference-applied")).toBe("wait=25");
    const job = await bodyOf(response);
    expect(job).toMatchObject({ status: "succeeded" });
    expect(response.headers.get("location")).toBe(`/v1/jobs/${String(job.id)}`);
  });

  it("is answered as it stands when the time is over", async () => {
    const held = await startTestService({
      intercept: (path) => (path === "/api/stages/plan" ? new Response(null, { status: 503 }) : undefined),
    });
    try {
      const startedAt = performance.now();
      const response = await upload(held, { pdf: makeSample(), headers: { prefer: "wait=1" } });
      expect(performance.now() - startedAt).toBeGreaterThan(950);
      expect(response.status).toBe(202);
      expect(await bodyOf(response)).toMatchObject({ status: "queued" });
      expect(response.headers.get("location")).toMatch(/^\/v1\/jobs\/job_/);
    } finally {
      await held.close();
    }
  });
});
