/** Results on their way out: what they look like when a part is gone, and what the API says of itself. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setText, setUnicode, writePdf } from "../../dev/pdf-writer.ts";
import { RESULT_FORMATS, resultSchema } from "../../lib/contracts/result.ts";
import { ANSWER_FORMATS } from "../../lib/contracts/result-view.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

describe("A result", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ variables: { RANGE_PAGES: "1" } });
  });
  afterAll(() => service.close());

  async function finishedJob(pages: number): Promise<string> {
    const { id } = await service.client.createJob("a.pdf", pdfOfPages(pages));
    await service.client.waitForJob(id, 30_000);
    return id;
  }

  const get = (id: string, format: string) =>
    fetch(`${service.platform.url}/v1/jobs/${id}/result?format=${format}`, { headers: withKey(service) });

  it.each([
    ["text", "text/plain; charset=utf-8"],
    ["markdown", "text/markdown; charset=utf-8"],
    ["json", "application/json"],
    ["html", "text/html; charset=utf-8"],
  ])("as %s is told as %s, is for its owner alone, and is not to be sniffed", async (format, type) => {
    const response = await get(await finishedJob(1), format);
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("docat-receipt")).toBe(
      "pages=1, selected=1, extracted=1, empty=0, failed=0, truncated=0, undecodable=0, ocr=0, warnings=0, findings=0",
    );
    expect(await response.text()).toContain("Page 1 of 1.");
  });

  it.each(ANSWER_FORMATS)(
    "as %s of a document that is a web page as well is nothing that a browser runs",
    async (format) => {
      const page = Buffer.from('<!DOCTYPE html><html><body><script>alert("file")</script>\n');
      const content = setText("Helvetica", 12, 72, 700, '<script>alert("page")</script><img src=x onerror=alert(1)>');
      const pdf = new Uint8Array(Buffer.concat([page, writePdf({ pages: [{ content }], title: "</title><script>" })]));
      const { id } = await service.client.createJob('a"<script>.pdf', pdf);
      expect((await service.client.waitForJob(id, 30_000)).error).toBe(null);
      const response = await get(id, format);
      expect(response.status).toBe(200);
      const { headers } = response;
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
      const isActive = format === "html" || format === "zip" || format === "csv";
      expect(headers.get("content-disposition") ?? "").toMatch(
        isActive ? /^attachment; filename="a script\.[a-z]+"$/ : /^$/,
      );
      if (format === "html") expect(await response.text()).not.toMatch(/<script|<img|onerror=[^&]*>/i);
      else await response.arrayBuffer();
    },
  );

  it("tells in every format what became of which page", async () => {
    const at = (x: number, text: string) => setText("Helvetica", 12, x, 700, text);
    const undecodable = setUnicode("Any", 12, 72, 600, "\u0001\u0002");
    const pdf = writePdf({
      pages: [
        { content: at(72, "Seen") + at(700, "Slug") + undecodable },
        { content: "" },
        { content: at(72, "Seen") },
      ],
    });
    const { id } = await service.client.createJob("a.pdf", pdf);
    await service.client.waitForJob(id, 30_000);
    for (const format of RESULT_FORMATS) {
      expect((await get(id, format)).headers.get("docat-receipt")).toBe(
        "pages=3, selected=3, extracted=2, empty=1, failed=0, truncated=0, undecodable=1, ocr=0, warnings=3, findings=1",
      );
    }
    const result = resultSchema.parse(await (await get(id, "json")).json());
    expect(result.receipt).toMatchObject({
      pages_extracted: 2,
      pages_empty: [2],
      pages_undecodable: [1],
      characters_undecodable: 2,
      characters_outside_pages: 4,
      fonts_undecodable: ["Helvetica"],
    });
    expect(result.warnings.map(({ code, page }) => [code, page])).toEqual([
      ["page_without_text", 2],
      ["text_undecodable", 1],
      ["text_outside_page", 1],
    ]);
  });

  it("whose first part is gone has expired: 410", async () => {
    const id = await finishedJob(2);
    await service.redis.del(`docat:${id}:parts`);
    const response = await get(id, "text");
    expect(response.status).toBe(410);
    expect((await bodyOf(response)).code).toBe("result_expired");
  });

  it.each(ANSWER_FORMATS)("as %s that loses a later part breaks off and never ends well", async (format) => {
    const id = await finishedJob(30);
    const fields = await service.redis.hkeys(`docat:${id}:parts`);
    await service.redis.hdel(`docat:${id}:parts`, ...fields.filter((field) => field.startsWith("29-1.")));
    const response = await get(id, format);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});

describe("The API's own description", () => {
  it("says how to upload and how to present a key", async () => {
    const service = await startTestService();
    const api = await bodyOf(await fetch(`${service.platform.url}/v1/openapi.json`));
    expect(api).toMatchObject({
      openapi: "3.1.0",
      components: { securitySchemes: { bearer: { scheme: "bearer" }, apiKey: { name: "X-API-Key" } } },
      paths: {
        "/v1/jobs": {
          post: {
            parameters: expect.arrayContaining([
              expect.objectContaining({ name: "pages", in: "query" }),
              expect.objectContaining({ name: "engine", in: "query" }),
              expect.objectContaining({ name: "security", in: "query" }),
              expect.objectContaining({ name: "Idempotency-Key", in: "header" }),
              expect.objectContaining({ name: "Cache-Control", in: "header" }),
            ]),
            requestBody: { content: { "multipart/form-data": {}, "application/pdf": {} } },
          },
        },
        "/v1/jobs/{id}": { get: { responses: { 200: {}, 404: {} } } },
        "/v1/jobs/{id}/result": {
          get: {
            parameters: expect.arrayContaining([
              expect.objectContaining({ name: "id", in: "path" }),
              expect.objectContaining({
                name: "format",
                in: "query",
                schema: expect.objectContaining({ enum: [...ANSWER_FORMATS] }),
              }),
              ...["table", "pages", "include", "exclude", "normalise", "download"].map((name) =>
                expect.objectContaining({ name, in: "query", required: false }),
              ),
              expect.objectContaining({ name: "If-None-Match", in: "header" }),
            ]),
            responses: {
              200: {
                headers: { "Docat-Receipt": {} },
                content: {
                  "text/html": {},
                  "text/csv": {},
                  "text/markdown": {},
                  "text/plain": {},
                  "application/json": {},
                },
              },
              304: {},
              404: {},
              406: {},
              409: {},
              410: {},
              422: {},
            },
          },
        },
      },
    });
    await service.close();
  });
});
