/** Documents that pass the door and cannot be read: the job fails with a code of its own, and its result says so. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultSchema } from "../../lib/contracts/result.ts";
import { LAUGH, laughingPdf, packed, pdfOfContents, pdfOfObjects, showText } from "../support/bomb-builder.ts";
import { cutOff, encryptedPdf, pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

const TIMEOUT_MS = 30_000;

describe("A document that cannot be read", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ variables: { MAX_PAGES: "20", SANDBOX_PAGE_SECONDS: "1" } });
  });
  afterAll(() => service.close());

  const damaged = new TextEncoder().encode(
    "%PDF-1.7\nnothing that a reader could use, and more of it than the smallest file may have\nstartxref\n0\n%%EOF\n",
  );
  const catalog = "<< /Type /Catalog /Pages 2 0 R >>";
  const endlessTree = pdfOfObjects([catalog, "<< /Type /Pages /Count 1 /Kids [2 0 R] >>"]);
  const lessThanNoPages = pdfOfObjects([catalog, "<< /Type /Pages /Count -5 /Kids [] >>"]);
  it.each([
    ["encrypted with a password", encryptedPdf(["Secret."], "sesame"), undefined, "password_required"],
    ["cut off", cutOff(pdfOfPages(3), 0.2), undefined, "pdf_truncated"],
    ["damaged beyond repair", damaged, undefined, "pdf_corrupt"],
    ["over the page limit", pdfOfPages(21), undefined, "too_many_pages"],
    ["without any page asked for", pdfOfPages(2), { pages: "7-9" }, "pages_out_of_range"],
    ["of a page that never ends", laughingPdf([LAUGH]), undefined, "pdf_too_complex"],
    ["that unpacks to far too much", pdfOfContents([packed("q ", 40_000_000)]), undefined, "pdf_too_complex"],
    ["whose page tree leads nowhere", endlessTree, undefined, "pdf_corrupt"],
    ["with less than no pages", lessThanNoPages, undefined, "pdf_without_pages"],
  ])("%s fails the job for good and answers 422", async (_, pdf, options, code) => {
    const { id } = await service.client.createJob("bad.pdf", pdf, options);
    const job = await service.client.waitForJob(id, TIMEOUT_MS);
    expect(job.status).toBe("failed");
    expect(job.error).toMatchObject({ code, status: 422, retryable: false });
    expect(job.links.result).toBeNull();
    const response = await fetch(`${service.platform.url}/v1/jobs/${id}/result`, { headers: withKey(service) });
    expect(response.status).toBe(422);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect((await bodyOf(response)).code).toBe(code);
    const kept = (await service.redis.keys(`docat:${id}:*`)).map((key) => key.split(":").at(-1));
    // A job that fails when all its pages are home keeps the list of them until it expires.
    expect(kept.filter((name) => name !== "done").sort()).toEqual(["document", "job"]);
  });

  it("on one page costs that page, and the receipt says so", async () => {
    const text = Buffer.from(pdfOfPages(3)).toString("latin1");
    const sizes = text.split("/MediaBox [0 0 612 792]");
    const huge = `/MediaBox [0 0 ${"9".repeat(400)} 792]`;
    const broken = [
      sizes[0],
      huge,
      sizes[1],
      "/MediaBox [0 0 612 792]",
      ...sizes.slice(2).join("/MediaBox [0 0 612 792]"),
    ];
    const pdf = new Uint8Array(Buffer.from(broken.join(""), "latin1"));
    // PDFium gives a page without a sensible size the usual one, and reads it.
    const { id } = await service.client.createJob("one-bad-page.pdf", pdf, { engine: "pdfjs" });
    const job = await service.client.waitForJob(id, TIMEOUT_MS);
    expect(job).toMatchObject({ status: "succeeded", progress: { pages_done: 3, pages_total: 3 } });
    const result = resultSchema.parse(JSON.parse(await service.client.getResult(id, "json")));
    expect(result.receipt).toMatchObject({ pages_extracted: 2, pages_failed: [1] });
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: "page_failed", page: 1 }));
    expect(result.pages.map(({ text }) => text.includes("quick brown fox"))).toEqual([false, true, true]);
  });

  it("on one page that takes too long costs that page, and the receipt says so", async () => {
    const { id } = await service.client.createJob("one.pdf", laughingPdf([showText("One"), LAUGH, showText("Three")]));
    const job = await service.client.waitForJob(id, TIMEOUT_MS);
    expect(job.status).toBe("succeeded");
    const result = resultSchema.parse(JSON.parse(await service.client.getResult(id, "json")));
    expect(result.receipt).toMatchObject({ pages_extracted: 2, pages_failed: [2], pages_empty: [] });
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: "page_too_complex", page: 2 }));
    expect(result.pages.map(({ text }) => text.trim())).toEqual(["One", "", "Three"]);
  });

  it("with an empty password is no obstacle", async () => {
    const { id } = await service.client.createJob("open.pdf", encryptedPdf(["Anybody may read this."], ""));
    await service.client.waitForJob(id, TIMEOUT_MS);
    expect(await service.client.getResult(id, "text")).toContain("Anybody may read this.");
  });
});
