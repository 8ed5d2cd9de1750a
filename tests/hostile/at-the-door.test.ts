/** What is no PDF, or only says so, gets a code; what would do something in a reader gets a finding. All of it the real way. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendHostile } from "../../dev/hostile/outcome.ts";
import { objectSpam } from "../support/bomb-builder.ts";
import { objectPdf, streamOf } from "../support/object-pdf.ts";
import { startTestService, type TestService, withKey } from "../support/test-service.ts";

const MB = 1_048_576;
const TIMEOUT_MS = 120_000;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ variables: { MAX_UPLOAD_BYTES: String(16 * MB) } });
});
afterAll(() => service.close());

const content = "BT /F1 12 Tf 72 700 Td (Read me.) Tj ET";
const honest = objectPdf({ content });
const bytesOf = (...parts: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part))));
const headed = (rest: string | Uint8Array) => bytesOf("%PDF-1.7\n", rest);
const spam = (unit: string, bytes: number) => headed(unit.repeat(bytes / unit.length));

describe("What is no PDF, or no more than half of one,", () => {
  it.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ["nothing", bytesOf(""), "file_empty"],
    ["one byte", bytesOf("%"), "not_a_pdf"],
    ["a header alone", headed(""), "file_too_small"],
    ["a page for browsers", bytesOf("<html><body>not pdf</body></html>"), "not_a_pdf"],
    ["an archive", bytesOf("PK\x03\x04", Buffer.alloc(500)), "not_a_pdf"],
    ["noise", bytesOf(Buffer.alloc(100_000, 0x5a), randomBytes(1_000)), "not_a_pdf"],
    ["a header too far down", bytesOf("x".repeat(2_048), honest), "not_a_pdf"],
    ["a header and noise", headed(randomBytes(300_000)), "pdf_truncated"],
    ["a header and zeros", headed(Buffer.alloc(2 * MB)), "pdf_truncated"],
    ["a header and many zeros", headed(Buffer.alloc(12 * MB)), "pdf_truncated"],
    ["the beginnings of objects", objectSpam(2 * MB), "pdf_truncated"],
    ["trailers", spam("trailer<<>>\n", 6 * MB), "pdf_truncated"],
    ["tables of references", spam("xref\n0 1\n", 2 * MB), "pdf_truncated"],
    ["a dictionary without end", headed(`1 0 obj\n${"<<".repeat(3 * MB)}`), "pdf_truncated"],
    ["half a file", honest.slice(0, honest.length / 2), "pdf_truncated"],
  ])(
    "%s is told by a code",
    async (_what, bytes, code) => {
      expect(await sendHostile(service.client, bytes)).toEqual({ kind: code });
    },
    TIMEOUT_MS,
  );

  it.each([
    ["two files in one", bytesOf(honest, honest)],
    ["a page for browsers around it", bytesOf("<!--", honest, "--><script>alert(1)</script>")],
  ])("is a PDF all the same: %s", async (_what, bytes) => {
    expect(await sendHostile(service.client, bytes)).toMatchObject({ kind: "ok" });
  });

  it("is never shown by a browser as a page of the service's own", async () => {
    const { id } = await service.client.createJob("a.pdf", bytesOf("<!--", honest, "--><script>alert(1)</script>"));
    await service.client.waitForJob(id, TIMEOUT_MS);
    const url = `${service.platform.url}/v1/jobs/${id}/result?format=html`;
    const { headers } = await fetch(url, { headers: withKey(service) });
    expect(headers.get("content-disposition")).toMatch(/^attachment/);
    expect(headers.get("content-security-policy")).toContain("sandbox");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("What would do something in a reader", () => {
  const opened = (action: string) => objectPdf({ content, catalog: `/OpenAction << ${action} >>` });
  const link = (uri: string) =>
    objectPdf({
      content,
      page: "/Annots [10 0 R]",
      objects: [`<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (${uri}) >> >>`],
    });
  const withFile = objectPdf({
    content,
    catalog: "/Names << /EmbeddedFiles << /Names [(a) 10 0 R] >> >>",
    objects: ["<< /Type /Filespec /F (a.exe) /EF << /F 11 0 R >> >>", streamOf("MZ", "/Type /EmbeddedFile")],
  });
  const withForm = objectPdf({
    content,
    catalog: "/AcroForm << /Fields [] /XFA 10 0 R >>",
    objects: [streamOf('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><xdp:xdp>&x;</xdp:xdp>')],
  });

  it.each([
    [
      "a program that is started",
      opened("/S /Launch /F (cmd.exe) /Win << /F (cmd.exe) /P (/c calc) >>"),
      "launch_action",
    ],
    ["a script", opened("/S /JavaScript /JS (while\\(1\\){})"), "javascript"],
    ["a form that is sent", opened("/S /SubmitForm /F (http://127.0.0.1:9/x)"), "submit_action"],
    ["a way into another file", opened("/S /GoToE /F (a.pdf) /D (b)"), "external_reference"],
    ["a link that is a script", link("javascript:alert\\(1\\)"), "javascript"],
    ["a program inside", withFile, "embedded_file"],
    ["a form of the other kind", withForm, "xfa"],
  ])("is read, and told: %s", async (_what, bytes, kind) => {
    expect(await sendHostile(service.client, bytes)).toEqual({ kind: "ok", findings: [kind] });
  });
});
