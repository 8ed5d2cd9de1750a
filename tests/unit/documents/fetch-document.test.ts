/** A document by link: what its server's answer means, and what the document is called. */
import { describe, expect, it } from "vitest";
import type { GuardedFetch, GuardedResponse } from "../../../lib/contracts/guarded-fetch.ts";
import { dispositionFileName } from "../../../lib/documents/disposition-file-name.ts";
import { fetchDocument } from "../../../lib/documents/fetch-document.ts";
import { documentFetchLimits } from "../../../lib/limits/fetch-limits.ts";

const URL_OF_IT = "https://files.example.com/a/report.pdf?v=2";

/** A client that answers with this, and whether the body was thrown away. */
function clientWith(answer: Partial<GuardedResponse>): Pick<GuardedFetch, "send"> & { discarded: boolean } {
  async function* body() {
    yield Buffer.from("%PDF-");
  }
  const client = {
    discarded: false,
    send: async (): Promise<GuardedResponse> => ({
      ...{ status: 200, headers: {}, url: URL_OF_IT, body: body() },
      discard: () => {
        client.discarded = true;
      },
      ...answer,
    }),
  };
  return client;
}

const fetched = (answer: Partial<GuardedResponse>) =>
  fetchDocument(URL_OF_IT, clientWith(answer), documentFetchLimits(1_000));

describe("A document by link", () => {
  it("comes with its bytes, its size and the name at the end of its path", async () => {
    const document = await fetched({ headers: { "content-length": "5" } });
    expect(document).toMatchObject({ fileName: "report.pdf", sizeBytes: 5 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of document.bytes) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("%PDF-");
  });

  it.each([
    ["https://files.example.com/", null],
    ["https://files.example.com/a/..", null],
    ["https://files.example.com/a%20b%C3%A4.pdf", "a bä.pdf"],
    ["https://files.example.com/..%2f..%2fetc%2fpasswd", "passwd"],
    ["https://files.example.com/a%0d%0ab%E2%80%AE.pdf", "ab.pdf"],
    ["https://files.example.com/100%.pdf", "100%.pdf"],
  ])("is called by the place where it was found in the end: %s", async (url, name) => {
    expect((await fetched({ url })).fileName).toBe(name);
  });

  it("is called what its server says before that", async () => {
    const headers = { "content-disposition": 'attachment; filename="invoice.pdf"' };
    expect((await fetched({ headers })).fileName).toBe("invoice.pdf");
    expect((await fetched({ headers: { "content-disposition": "inline" } })).fileName).toBe("report.pdf");
  });

  it.each([204, 206, 301, 304, 400, 401, 403, 404, 410])("is not behind an answer of status %i", async (status) => {
    const client = clientWith({ status });
    const failure = fetchDocument(URL_OF_IT, client, documentFetchLimits(1_000));
    await expect(failure).rejects.toMatchObject({ code: "url_unusable", retryable: false });
    expect(client.discarded).toBe(true);
  });

  it.each([408, 425, 429, 500, 502, 503])("may come later when the status is %i", async (status) => {
    await expect(fetched({ status })).rejects.toMatchObject({ code: "url_unreachable", retryable: true });
  });

  it.each([
    ["120", 120],
    ["999999999", 3_600],
    ["-1", undefined],
    ["soon", undefined],
    ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
  ])("is asked for again when its server bids: after %j", async (value, retryAfterSeconds) => {
    const answer = { status: 503, headers: { "retry-after": value } };
    await expect(fetched(answer)).rejects.toMatchObject({ code: "url_unreachable", retryAfterSeconds });
  });
});

describe("The name in a Content-Disposition", () => {
  it.each([
    ["attachment; filename=a.pdf", "a.pdf"],
    ['attachment; filename="a; b=c.pdf"; size=3', "a; b=c.pdf"],
    ['attachment; FileName = "a \\"b\\".pdf"', 'a "b".pdf'],
    ["attachment; filename=a.pdf; filename*=UTF-8''%e2%82%ac%20rates.pdf", "€ rates.pdf"],
    ["attachment; filename*=utf-8'en'b.pdf; filename=a.pdf", "b.pdf"],
    ["attachment; filename=a.pdf; filename*=UTF-8''%ff", "a.pdf"],
    ["attachment; filename=a.pdf; filename*=ISO-8859-1''b.pdf", "a.pdf"],
    [`attachment; filename="${Buffer.from("bücher.pdf").toString("latin1")}"`, "bücher.pdf"],
    ['attachment; filename="b\u00fccher.pdf"', "bücher.pdf"],
    ['attachment; filename="../../etc/passwd"', "passwd"],
    ["attachment; filename*=UTF-8''..%5C..%5Cboot.ini", "boot.ini"],
    ["attachment; filename*=UTF-8''a%0d%0a.pdf", "a.pdf"],
    ['attachment; filename=""', null],
    ['attachment; filename="unended', null],
    ["attachment", null],
    ["", null],
    [";;;", null],
  ])("of %j is %j", (header, name) => {
    expect(dispositionFileName(header)).toBe(name);
  });

  it.each(['; a="', "; a=", ";", " ", '"', "\\", ';a="\\'])("is read once, however often %j stands there", (piece) => {
    const start = performance.now();
    dispositionFileName(`attachment${piece.repeat(100_000)}`);
    expect(performance.now() - start).toBeLessThan(200);
  });
});
