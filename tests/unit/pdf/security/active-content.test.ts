/** What in a file may do harm, wherever it hangs and however it is written; as both engines tell it. */
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { DocumentSecurity } from "../../../../lib/contracts/document-security.ts";
import { type PdfEngine, withDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { createPdfiumEngine } from "../../../../lib/pdf/pdfium/pdfium-engine.ts";
import { createPdfjsEngine } from "../../../../lib/pdf/pdfjs/pdfjs-engine.ts";
import { scanFile } from "../../../../lib/pdf/security/scan-file.ts";
import { readTokens } from "../../../../lib/pdf/security/tokens.ts";
import { pdfOfObjects, streamObject } from "../../../support/bomb-builder.ts";
import { objectPdf, streamOf } from "../../../support/object-pdf.ts";
import { encryptedPdf } from "../../../support/pdf-builder.ts";

const pdfium = createPdfiumEngine();
const pdfjs = createPdfjsEngine();

function securityOf(engine: PdfEngine, bytes: Uint8Array, password?: string): Promise<DocumentSecurity> {
  return withDocument(engine, bytes, (document) => document.security(), { password });
}

const kindsOf = ({ findings }: DocumentSecurity) => [...new Set(findings.map(({ kind }) => kind))].sort();

const attached = (name: string, params = "") => ({
  catalog: `/Names << /EmbeddedFiles << /Names [(${name}) 10 0 R] >> >>`,
  objects: [
    `<< /Type /Filespec /F (${name}) /UF (${name}) /EF << /F 11 0 R >> >>`,
    streamOf("MZ", `/Type /EmbeddedFile ${params}`),
  ],
});

const link = (action: string) => ({
  page: "/Annots [10 0 R]",
  objects: [`<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << ${action} >> >>`],
});

const cases: readonly (readonly [string, Parameters<typeof objectPdf>[0], string[]])[] = [
  ["nothing", {}, []],
  [
    "a script when it is opened",
    { catalog: "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>" },
    ["javascript"],
  ],
  [
    "a script of the document",
    { catalog: "/Names << /JavaScript << /Names [(a) 10 0 R] >> >>", objects: ["<< /S /JavaScript /JS (1) >>"] },
    ["javascript"],
  ],
  [
    "a script when it is printed",
    { catalog: "/AA << /WP << /S /JavaScript /JS 10 0 R >> >>", objects: [streamOf("1")] },
    ["javascript"],
  ],
  ["a script of a page", { page: "/AA << /O << /S /JavaScript /JS <31> >> >>" }, ["javascript"]],
  [
    "a script of a field",
    {
      catalog: "/AcroForm << /Fields [10 0 R] >>",
      page: "/Annots [10 0 R]",
      objects: [
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /Rect [0 0 9 9] /AA << /K << /S /JavaScript /JS (1) >> >> >>",
      ],
    },
    ["javascript"],
  ],
  ["a name in escapes", { catalog: "/OpenAction << /#53 /J#61vaScript /#4aS (1) >>" }, ["javascript"]],
  [
    "an action whose name stands elsewhere",
    { catalog: "/OpenAction << /S 10 0 R /F (cmd.exe) >>", objects: ["/Launch"] },
    ["launch_action"],
  ],
  ["a program that is started", { catalog: "/OpenAction << /S /Launch /F (cmd.exe) >>" }, ["launch_action"]],
  ["a form that is sent", { catalog: "/OpenAction << /S /SubmitForm /F (http://127.0.0.1:9/x) >>" }, ["submit_action"]],
  ["a form that is filled from a file", link("/S /ImportData /F (a.fdf)"), ["submit_action"]],
  ["a link into another file", link("/S /GoToR /F (\\\\\\\\host\\\\a.pdf) /D [0 /Fit]"), ["external_reference"]],
  ["a link into a file inside", link("/S /GoToE /F (a.pdf) /T << /R /C /N (b) >>"), ["external_reference"]],
  ["a link to the reader's own files", link("/S /URI /URI (file:///etc/passwd)"), ["external_reference"]],
  ["a link to a share", link("/S /URI /URI (\\\\\\\\host\\\\share)"), ["external_reference"]],
  ["a link that runs a script", link("/S /URI /URI ( Java\\nScript:alert\\(1\\))"), ["javascript"]],
  ["an honest link", link("/S /URI /URI (https://example.org/javascript:?file:)"), []],
  ["a file inside", attached("notes.txt"), ["embedded_file"]],
  [
    "a file attached to a page",
    {
      page: "/Annots [10 0 R]",
      objects: [
        "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /Type /Filespec /F (a) /EF << /F 11 0 R >> >> >>",
        streamOf("a"),
      ],
    },
    ["embedded_file"],
  ],
  [
    "film",
    { page: "/Annots [10 0 R]", objects: ["<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] >>"] },
    ["embedded_file"],
  ],
  [
    "a form of the other kind",
    { catalog: "/AcroForm << /Fields [] /XFA 10 0 R >>", objects: [streamOf("<xdp/>")] },
    ["xfa"],
  ],
  ["words in a title", { catalog: "/X (HTML/CSS/JS \\(/S /Launch\\) /XFA [1])" }, []],
  ["words on a page", { content: "BT /F1 12 Tf 72 700 Td (/S /JavaScript /JS) Tj ET" }, []],
];

describe.each([
  ["pdfium", pdfium],
  ["pdfjs", pdfjs],
])("%s tells of", (_name, engine) => {
  it.each(cases)("%s", async (_what, parts, kinds) => {
    const security = await securityOf(engine, objectPdf(parts));
    expect(kindsOf(security)).toEqual(kinds);
    expect(security.complete).toBe(true);
    expect(security.findings.every(({ source }) => source === "document")).toBe(true);
  });

  it("what stands in object streams", async () => {
    const objects = "7 0 << /S /Launch /F (a.exe) >>";
    const packed = streamObject("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", deflateSync(Buffer.from(objects)));
    const bytes = pdfOfObjects([
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
      packed,
    ]);
    expect(kindsOf(await securityOf(engine, bytes))).toEqual(["launch_action"]);
  });

  it("encryption, whether a password was needed or not", async () => {
    const open = await securityOf(engine, encryptedPdf(["Secret."], ""));
    expect(open.findings).toMatchObject([{ kind: "encrypted", reason: expect.stringMatching(/empty password/) }]);
    const locked = await securityOf(engine, encryptedPdf(["Secret."], "sesame"), "sesame");
    expect(locked.findings).toMatchObject([{ kind: "encrypted", reason: expect.stringMatching(/came with it/) }]);
  });
});

describe("files inside a document", () => {
  it("are told by their names, and by the sizes that the document states", async () => {
    const { findings } = await securityOf(pdfium, objectPdf(attached("../../etc/passwd", "/Params << /Size 12345 >>")));
    expect(findings).toMatchObject([
      {
        kind: "embedded_file",
        severity: "low",
        excerpt: "../../etc/passwd",
        reason: expect.stringMatching(/12345 bytes/),
      },
    ]);
  });

  it("that are programs by their names are graver", async () => {
    const { findings } = await securityOf(pdfium, objectPdf(attached("invoice.pdf.EXE")));
    expect(findings).toMatchObject([{ kind: "embedded_file", severity: "high" }]);
  });
});

describe("A look through a file", () => {
  const latin1 = (text: string) => Buffer.from(text, "latin1");
  const LAUNCH = "7 0 obj\n<< /S /Launch /F (a) >>\nendobj\n";

  it.each([
    ["a string that nothing ends", `5 0 obj\n(open\n${LAUNCH}`],
    ["a comment without an end of line", `5 0 obj\n% open ${LAUNCH}`],
    ["what looks like a stream", `5 0 obj\n(>>\nstream\n)\n${LAUNCH}endstream\n`],
    ["a stream that claims to be longer than it is", `5 0 obj\n<< /Length 99999 >>\nstream\nabc\n${LAUNCH}`],
  ])("is not ended by %s", (_what, text) => {
    expect(scanFile(latin1(`%PDF-1.7\n${text}`)).counts).toMatchObject({ launch: expect.any(Number) });
  });

  it("says when there is an object stream that it cannot read", () => {
    const stream = streamObject("/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode", "abc");
    expect(scanFile(Buffer.concat([latin1("%PDF-1.7\n4 0 obj\n"), stream])).complete).toBe(false);
  });

  it.each([
    ["opening parentheses", "("],
    ["names", "/S"],
    ["hexadecimal strings", "<"],
    ["numbers and blanks", "1 "],
    ["backslashes", "(\\"],
    ["objects", "1 0 obj "],
    ["percent signs", "%"],
  ])("takes time in proportion to its length: %s", (_what, unit) => {
    const startedAt = performance.now();
    scanFile(latin1(unit.repeat(2_000_000 / unit.length)));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

describe("A look through a large file", () => {
  const latin1 = (text: string) => Buffer.from(text, "latin1");
  const MB = 1_048_576;

  /** A file that is read in pieces, and how much of it was. */
  function readInPieces(...parts: readonly (string | Buffer)[]) {
    const file = Buffer.concat(parts.map((part) => (typeof part === "string" ? latin1(part) : part)));
    const read = { bytes: 0 };
    const source = {
      sizeBytes: file.length,
      read: async () => file,
      fill(target: Uint8Array, start: number) {
        read.bytes += target.length;
        target.set(file.subarray(start, start + target.length));
        return true;
      },
    };
    return { source, read };
  }

  const picture = (bytes: number) =>
    Buffer.concat([
      latin1("4 0 obj\n"),
      streamObject("/Subtype /Image", Buffer.alloc(bytes, 0x80)),
      latin1("\nendobj\n"),
    ]);
  const LAUNCH = "7 0 obj\n<< /S /Launch /F (a) >>\nendobj\n";

  it("finds what lies between pictures, and where pieces meet", () => {
    for (const shift of [-20, -12, -5, 0, 5]) {
      const { source } = readInPieces("%PDF-1.7\n", picture(3 * MB + shift - 120), LAUNCH, picture(5 * MB));
      expect(scanFile(source)).toEqual({ counts: { launch: 1 }, complete: true });
    }
  });

  it("finds what stands in a long object stream, and in a long object", () => {
    const filling = Array.from({ length: 400_000 }, (_, at) => `${(at * 7919) % 10_007} `).join("");
    const packed = streamObject(
      "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode",
      deflateSync(latin1(`7 0 ${filling} << /S /Launch >>`), { level: 1 }),
    );
    expect(scanFile(readInPieces("%PDF-1.7\n5 0 obj\n", packed, "\nendobj\n", picture(MB)).source).counts).toEqual({
      launch: 1,
    });
    const { source } = readInPieces(
      `%PDF-1.7\n5 0 obj\n[${"(abc) ".repeat(400_000)} << /S /Launch >> ]\nendobj\n`,
      picture(MB),
    );
    expect(scanFile(source).counts.launch).toBeGreaterThan(0);
  });

  it("takes its ends alone where only some pages are asked for, and says so", () => {
    const { source, read } = readInPieces("%PDF-1.7\n", picture(9 * MB), LAUNCH);
    expect(scanFile(source, "ends")).toEqual({ counts: { launch: 1 }, complete: false });
    expect(read.bytes).toBeLessThan(MB);
  });

  it("is not complete when the file cannot be read", () => {
    const { source } = readInPieces("%PDF-1.7\n", picture(2 * MB));
    expect(scanFile({ ...source, fill: () => false }).complete).toBe(false);
  });
});

describe("Tokens", () => {
  it("are names without escapes, strings without theirs, brackets, and words", () => {
    const tokens: string[] = [];
    readTokens("<</A#42 (a\\(b\\)\\101(c)) [<4142> 1.5 true]% no\n>>", ({ kind, text }) =>
      tokens.push(`${kind} ${text}`),
    );
    expect(tokens).toEqual([
      "mark <<",
      "name AB",
      "string a(b)A(c)",
      "mark [",
      "string AB",
      "word 1.5",
      "word true",
      "mark ]",
      "mark >>",
    ]);
  });
});
