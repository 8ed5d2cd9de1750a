/** Links, form fields and remarks on a page; outline, attachments and tags of a document; as PDFium gives them. */
import { describe, expect, it } from "vitest";
import { MAX_OUTLINE_ENTRIES } from "../../../../lib/contracts/outline.ts";
import { withDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { createPdfiumEngine } from "../../../../lib/pdf/pdfium/pdfium-engine.ts";
import { objectPdf, streamOf } from "../../../support/object-pdf.ts";
import { firstPage } from "../../../support/read-content.ts";

const engine = createPdfiumEngine();

const RECT = "/Rect [100 700 300 720]";
const BOX = [100, 72, 300, 92];

/** A page with these annotations, objects 10, 11, …; further objects behind them. */
function annotated(annotations: readonly string[], { catalog = "", morePages = 0, objects = [] as string[] } = {}) {
  const list = annotations.map((_, index) => `${10 + index} 0 R`).join(" ");
  const bodies = annotations.map((body) => `<< /Type /Annot ${RECT} ${body} >>`);
  return firstPage(
    engine,
    objectPdf({ page: `/Annots [${list}]`, objects: [...bodies, ...objects], catalog, morePages }),
  );
}

describe("links", () => {
  it("lead to addresses and to pages, by destination or by action", async () => {
    const page = await annotated(
      [
        "/Subtype /Link /A << /S /URI /URI (https://example.org/a?b=c) >>",
        "/Subtype /Link /Dest [13 0 R /Fit]",
        "/Subtype /Link /A << /S /GoTo /D [14 0 R /XYZ 0 0 0] >>",
      ],
      { morePages: 2 },
    );
    expect(page.links).toEqual([
      { box: BOX, url: "https://example.org/a?b=c" },
      { box: BOX, page: 2 },
      { box: BOX, page: 3 },
    ]);
  });

  it("that lead nowhere, run a program or a script, or are hidden, are left out", async () => {
    const page = await annotated([
      "/Subtype /Link",
      "/Subtype /Link /A << /S /Launch /F (format-c.exe) >>",
      "/Subtype /Link /A << /S /JavaScript /JS (app.alert\\(1\\)) >>",
      `/Subtype /Link /A << /S /URI /URI (https://${"a".repeat(3000)}.org) >>`,
      "/Subtype /Link /F 2 /A << /S /URI /URI (https://hidden.org) >>",
    ]);
    expect(page.links).toEqual([]);
  });
});

describe("form fields", () => {
  const inForm = (fields: readonly string[]) =>
    annotated(
      fields.map((field) => `/Subtype /Widget ${field}`),
      { catalog: `/AcroForm << /Fields [${fields.map((_, index) => `${10 + index} 0 R`).join(" ")}] >>` },
    );

  it("have their values: text, choices by their labels, ticks", async () => {
    const page = await inForm([
      "/FT /Tx /T (name) /V (Ada Lovelace)",
      "/FT /Ch /Ff 131072 /T (country) /Opt [[(ch) (Switzerland)] [(de) (Germany)]] /V (ch)",
      "/FT /Btn /T (agreed) /V /Yes /AS /Yes /AP << /N << /Yes 5 0 R /Off 5 0 R >> >>",
      "/FT /Btn /T (refused) /V /Off /AS /Off /AP << /N << /Yes 5 0 R /Off 5 0 R >> >>",
      "/FT /Btn /Ff 65536 /T (send)",
      "/FT /Sig /T (signed)",
      "/FT /Tx /T (empty)",
    ]);
    expect(page.fields).toEqual([
      { box: BOX, kind: "text", name: "name", value: "Ada Lovelace", checked: false },
      { box: BOX, kind: "choice", name: "country", value: "Switzerland", checked: false },
      { box: BOX, kind: "checkbox", name: "agreed", value: "", checked: true },
      { box: BOX, kind: "checkbox", name: "refused", value: "", checked: false },
      { box: BOX, kind: "button", name: "send", value: "", checked: false },
      { box: BOX, kind: "signature", name: "signed", value: "", checked: false },
      { box: BOX, kind: "text", name: "empty", value: "", checked: false },
    ]);
  });

  it("keep passwords to themselves, and what is hidden", async () => {
    const page = await inForm(["/FT /Tx /Ff 8192 /T (key) /V (secret)", "/FT /Tx /F 2 /T (hidden) /V (secret)"]);
    expect(page.fields).toEqual([{ box: BOX, kind: "text", name: "key", value: "", checked: false }]);
  });

  it("read inherited values and Unicode", async () => {
    const page = await annotated(["/Subtype /Widget /Parent 11 0 R"], {
      catalog: "/AcroForm << /Fields [11 0 R] >>",
      objects: ["<< /FT /Tx /T (who) /V <FEFF03A9> /Kids [10 0 R] >>"],
    });
    expect(page.fields).toMatchObject([{ name: "who", value: "Ω" }]);
  });

  it("are not looked for where there is no form", async () => {
    expect((await annotated(["/Subtype /Widget /FT /Tx /T (x) /V (y)"])).fields).toEqual([]);
  });
});

describe("remarks", () => {
  it("have their kind and text, without control characters", async () => {
    const page = await annotated([
      "/Subtype /Text /Contents (A\\001 note)",
      "/Subtype /FreeText /Contents (Typed\\ron it)",
    ]);
    expect(page.annotations).toEqual([
      { box: BOX, kind: "Text", text: "A  note" },
      { box: BOX, kind: "FreeText", text: "Typed\non it" },
    ]);
  });

  it("without text, hidden ones and popups are left out", async () => {
    const page = await annotated([
      "/Subtype /Highlight",
      "/Subtype /Popup /Contents (again)",
      "/Subtype /Text /F 2 /Contents (hidden)",
    ]);
    expect(page.annotations).toEqual([]);
  });

  it("are bounded in length", async () => {
    const [remark] = (await annotated([`/Subtype /Text /Contents (${"x".repeat(50_000)})`])).annotations;
    expect(remark?.text).toHaveLength(10_000);
  });
});

describe("structure", () => {
  const tagged = (root: string, objects: readonly string[]) =>
    firstPage(
      engine,
      objectPdf({
        catalog: "/MarkInfo << /Marked true >> /StructTreeRoot 10 0 R",
        page: "/StructParents 0",
        content:
          "/P << /MCID 0 >> BDC BT /F1 12 Tf 72 700 Td (a) Tj ET EMC /P << /MCID 1 >> BDC BT /F1 12 Tf 72 600 Td (b) Tj ET EMC",
        objects: [root, ...objects],
      }),
    );

  it("gives parents before children, standard roles, marks, descriptions and spans", async () => {
    const page = await tagged(
      "<< /Type /StructTreeRoot /K 11 0 R /RoleMap << /Absatz /P >> /ParentTree << /Nums [0 [12 0 R 13 0 R]] >> >>",
      [
        "<< /Type /StructElem /S /Document /P 10 0 R /K [12 0 R 13 0 R] >>",
        "<< /Type /StructElem /S /Absatz /P 11 0 R /Pg 3 0 R /K 0 >>",
        "<< /Type /StructElem /S /TD /P 11 0 R /Pg 3 0 R /K 1 /Alt (A cell) /A << /O /Table /RowSpan 2 /ColSpan 3 >> >>",
      ],
    );
    expect(page.structure).toEqual([
      { role: "Document", parent: -1, marks: [] },
      { role: "P", parent: 0, marks: [0] },
      { role: "TD", parent: 0, marks: [1], alt: "A cell", rowSpan: 2, columnSpan: 3 },
    ]);
  });

  it("is empty for a page that is not tagged", async () => {
    expect((await firstPage(engine, objectPdf({}))).structure).toEqual([]);
  });

  it("ends where elements contain themselves", async () => {
    const page = await tagged("<< /Type /StructTreeRoot /K 11 0 R /ParentTree << /Nums [0 [12 0 R]] >> >>", [
      "<< /Type /StructElem /S /Sect /P 12 0 R /Pg 3 0 R /K [12 0 R] >>",
      "<< /Type /StructElem /S /Sect /P 11 0 R /Pg 3 0 R /K [11 0 R 0] >>",
    ]);
    expect(page.structure.length).toBeLessThan(200);
  });
});

describe("navigation", () => {
  const navigation = (parts: Parameters<typeof objectPdf>[0]) =>
    withDocument(engine, objectPdf(parts), (document) => document.navigation());

  it("tells the outline in order, with levels and pages", async () => {
    const { outline, warnings } = await navigation({
      catalog: "/Outlines 10 0 R",
      morePages: 1,
      objects: [
        "<< /Type /Outlines /First 11 0 R /Last 13 0 R >>",
        "<< /Title (One) /Parent 10 0 R /Next 13 0 R /First 12 0 R /Last 12 0 R /Dest [3 0 R /Fit] >>",
        "<< /Title <FEFF00C4> /Parent 11 0 R /A << /S /GoTo /D [14 0 R /Fit] >> >>",
        "<< /Title (Nowhere) /Parent 10 0 R /Prev 11 0 R >>",
      ],
    });
    expect(outline).toEqual([
      { title: "One", level: 1, page: 1 },
      { title: "Ä", level: 2, page: 2 },
      { title: "Nowhere", level: 1, page: null },
    ]);
    expect(warnings).toEqual([]);
  });

  it("ends where an outline leads back into itself", async () => {
    const { outline } = await navigation({
      catalog: "/Outlines 10 0 R",
      objects: [
        "<< /Type /Outlines /First 11 0 R /Last 12 0 R >>",
        "<< /Title (One) /Parent 10 0 R /Next 12 0 R >>",
        "<< /Title (Two) /Parent 10 0 R /Next 11 0 R >>",
      ],
    });
    expect(outline.map(({ title }) => title)).toEqual(["One", "Two"]);
  });

  it("is bounded, and says so", async () => {
    const count = MAX_OUTLINE_ENTRIES + 5;
    const entries = Array.from(
      { length: count },
      (_, index) => `<< /Title (${index}) /Parent 10 0 R ${index + 1 < count ? `/Next ${12 + index} 0 R` : ""} >>`,
    );
    const { outline, warnings } = await navigation({
      catalog: "/Outlines 10 0 R",
      objects: [`<< /Type /Outlines /First 11 0 R /Last ${10 + count} 0 R >>`, ...entries],
    });
    expect(outline).toHaveLength(MAX_OUTLINE_ENTRIES);
    expect(warnings).toMatchObject([{ code: "navigation_incomplete" }]);
  });

  it("names attachments with the sizes that the file states, and does not open them", async () => {
    const { attachments } = await navigation({
      catalog: "/Names << /EmbeddedFiles << /Names [(a) 10 0 R (b) 12 0 R] >> >>",
      objects: [
        "<< /Type /Filespec /F (report.csv) /UF (report.csv) /EF << /F 11 0 R >> >>",
        streamOf("1,2,3", "/Type /EmbeddedFile /Params << /Size 5 >>"),
        "<< /Type /Filespec /F (..\\\\evil\\001.exe) /EF << /F 11 0 R >> >>",
      ],
    });
    expect(attachments).toEqual([
      { name: "report.csv", size_bytes: 5 },
      { name: "..\\evil .exe", size_bytes: 5 },
    ]);
  });

  it("is empty where there is none", async () => {
    expect(await navigation({})).toEqual({ outline: [], attachments: [], warnings: [] });
  });
});
