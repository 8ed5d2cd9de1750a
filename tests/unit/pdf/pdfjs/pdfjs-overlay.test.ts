/** What lies over and beside the text of a page, and what a document says of its parts. */
import { describe, expect, it } from "vitest";
import { setText, writePdf } from "../../../../dev/pdf-writer.ts";
import { withDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { createPdfjsEngine } from "../../../../lib/pdf/pdfjs/pdfjs-engine.ts";
import { pdfOfObjects, streamObject } from "../../../support/bomb-builder.ts";
import { firstPage as readFirstPage, textOf } from "../../../support/read-content.ts";

const engine = createPdfjsEngine();

const firstPage = (bytes: Uint8Array) => readFirstPage(engine, bytes);

/** One page of a document of objects, with entries of its own and of the catalog; further objects are numbered from 5. */
function pageWith(entries: string, more: readonly (string | Buffer)[] = [], content = "", catalog = "") {
  return pdfOfObjects([
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    "<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 600 800] >>",
    `<< /Type /Page /Parent 2 0 R /Contents 4 0 R ${entries} >>`,
    streamObject("", content),
    ...more,
  ]);
}

describe("form fields", () => {
  const field = (name: string, y: number, more: string) =>
    `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${name}) /Rect [100 ${y} 300 ${y + 16}] /P 3 0 R ${more} >>`;

  /** The fields of a page that has these, numbered from 5. */
  async function fieldsOf(fields: readonly string[]) {
    const list = fields.map((_, index) => `${5 + index} 0 R`).join(" ");
    const page = await firstPage(pageWith(`/Annots [${list}]`, fields, "", `/AcroForm << /Fields [${list}] >>`));
    expect(textOf(page)).toBe("");
    return page.fields;
  }

  it("are told with what is filled in, save what is hidden and what is secret", async () => {
    const fields = await fieldsOf([
      field("name", 700, "/V (Ada\\015Lovelace)"),
      field("key", 600, "/Ff 8192 /V (secret)"),
      field("empty", 500, ""),
      field("unseen", 400, "/F 2 /V (unseen)"),
    ]);
    expect(fields).toEqual([
      { box: [100, 84, 300, 100], kind: "text", name: "name", value: "Ada\nLovelace", checked: false },
      { box: [100, 184, 300, 200], kind: "text", name: "key", value: "", checked: false },
      { box: [100, 284, 300, 300], kind: "text", name: "empty", value: "", checked: false },
    ]);
  });

  it("tell of choices what a reader sees", async () => {
    const fields = await fieldsOf([
      field("land", 700, "/FT /Ch /Ff 131072 /Opt [[(de) (Germany)] [(fr) (France)]] /V (fr)"),
    ]);
    expect(fields).toMatchObject([{ kind: "choice", name: "land", value: "France" }]);
  });

  it("tell of boxes and buttons whether they are checked", async () => {
    const states = (on: string) => `/AP << /N << /${on} << >> /Off << >> >> >>`;
    const fields = await fieldsOf([
      field("yes", 700, `/FT /Btn ${states("Yes")} /V /Yes /AS /Yes`),
      field("no", 680, `/FT /Btn ${states("Yes")} /V /Off /AS /Off`),
      field("one", 660, `/FT /Btn /Ff 32768 ${states("A")} /V /A /AS /A`),
      field("go", 640, "/FT /Btn /Ff 65536"),
      field("signed", 620, "/FT /Sig"),
    ]);
    expect(fields.map(({ name, kind, checked }) => [name, kind, checked])).toEqual([
      ["yes", "checkbox", true],
      ["no", "checkbox", false],
      ["one", "radio", true],
      ["go", "button", false],
      ["signed", "signature", false],
    ]);
  });
});

describe("links and remarks", () => {
  const annotation = (kind: string, more: string) =>
    `<< /Type /Annot /Subtype /${kind} /Rect [100 700 200 720] ${more} >>`;
  const withAnnotations = (annotations: readonly string[], catalog = "") =>
    firstPage(pageWith(`/Annots [${annotations.join(" ")}]`, [], "", catalog));

  it("lead out of the document, or to a page of it", async () => {
    const { links, annotations } = await withAnnotations(
      [
        annotation("Link", "/A << /S /URI /URI (https://example.org/a) >>"),
        annotation("Link", "/Dest [3 0 R /Fit]"),
        annotation("Link", "/Dest (chapter)"),
        annotation("Link", "/Dest (nowhere)"),
        annotation("Link", "/A << /S /URI /URI (javascript:alert\\(1\\)) >>"),
      ],
      "/Names << /Dests << /Names [(chapter) [3 0 R /XYZ 0 0 0]] >> >>",
    );
    const box = [100, 80, 200, 100];
    expect(links).toEqual([
      { box, url: "https://example.org/a" },
      { box, page: 1 },
      { box, page: 1 },
    ]);
    expect(annotations).toEqual([]);
  });

  it("say what is written in them; those that say nothing are left out", async () => {
    const { annotations } = await withAnnotations([
      annotation("Square", "/Contents (A note\\015of two lines)"),
      annotation("FreeText", "/Contents (Typed) /DA (/F1 10 Tf)"),
      annotation("Highlight", "/QuadPoints [100 720 200 720 100 700 200 700]"),
      annotation("Text", "/F 2 /Contents (Hidden)"),
    ]);
    expect(annotations).toEqual([
      { box: [100, 80, 200, 100], kind: "Square", text: "A note\nof two lines" },
      { box: [100, 80, 200, 100], kind: "FreeText", text: "Typed" },
    ]);
  });
});

describe("what is drawn", () => {
  const drawn = (content: string) => firstPage(pageWith("", [], content));

  it("are rulings, fills and drawings, at their places on the page", async () => {
    const { rulings, fills, drawings } = await drawn(
      "2 w 100 700 m 300 700 l S 0.5 g 100 500 200 50 re f 1 0 0 rg 100 400 200 1 re f 0 0 m 50 50 100 0 150 50 c S",
    );
    expect(rulings).toEqual([
      { x0: 100, y0: 100, x1: 300, y1: 100, width: 2 },
      { x0: 100, y0: 399.5, x1: 300, y1: 399.5, width: 1 },
    ]);
    expect(fills).toEqual([{ box: [100, 250, 300, 300], color: 0x808080 }]);
    expect(drawings).toEqual([[0, 750, 150, 800]]);
  });

  it("follow the transformations of the page and of forms, and are shown as far as the clip goes", async () => {
    const form = streamObject(
      "/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Matrix [2 0 0 2 0 0]",
      "0 0 1 rg 0 0 200 20 re f",
    );
    const content = "q 1 0 0 1 50 50 cm 0 0 400 100 re W n /Form Do Q 0 0 1 rg 10 10 20 20 re f";
    const { fills } = await firstPage(pageWith("/Resources << /XObject << /Form 5 0 R >> >>", [form], content));
    expect(fills).toEqual([
      { box: [50, 710, 250, 750], color: 0x0000ff },
      { box: [10, 770, 30, 790], color: 0x0000ff },
    ]);
  });

  it("is no ground when it is wholly transparent, and a paler one when it is half so", async () => {
    const states = "/Resources << /ExtGState << /None << /ca 0 >> /Half << /ca 0.5 >> >> /Font << /F1 5 0 R >> >>";
    const font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    const content =
      "q /None gs 0 g 0 0 100 100 re f BT /F1 10 Tf 72 700 Td (Hidden) Tj ET Q /Half gs 0 g 0 0 50 50 re f";
    const page = await firstPage(pageWith(states, [font], content));
    expect(page.fills).toEqual([{ box: [0, 750, 50, 800], color: 0x808080 }]);
    expect(page.styles).toMatchObject([{ hidden: true }]);
  });

  it("of a mask is not on the page", async () => {
    const group = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Group << /S /Transparency /CS /DeviceGray >>";
    const resources =
      "/Resources << /ExtGState << /Masked << /SMask << /S /Luminosity /G 5 0 R >> >> >> /Font << /F1 6 0 R >> >>";
    const mask = streamObject(
      `${group} /Resources << /Font << /F1 6 0 R >> >>`,
      "1 g 0 0 600 800 re f BT /F1 10 Tf (M) Tj ET",
    );
    const font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    const content = "/Masked gs 0 g 10 10 100 100 re f BT /F1 10 Tf 72 700 Td (Text) Tj ET";
    const page = await firstPage(pageWith(resources, [mask, font], content));
    expect(page.fills).toEqual([{ box: [10, 690, 110, 790], color: 0 }]);
    expect(textOf(page)).toBe("Text");
  });

  it("as an image is known by the space it was put into, without being unpacked", async () => {
    const image = streamObject(
      "/Type /XObject /Subtype /Image /Width 1000 /Height 1000 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode",
      "no picture at all",
    );
    const content = "q 1 0 0 1 9 9 cm Q q 200 0 0 100 50 600 cm /Im Do Q q 1 0 0 1 0 0 cm 0 0 10 10 re f Q";
    const { images } = await firstPage(pageWith("/Resources << /XObject << /Im 5 0 R >> >>", [image], content));
    expect(images).toEqual([[50, 100, 250, 200]]);
  });
});

describe("the structure of a tagged page", () => {
  it("is told flat, parents first, with the marked content of each element", async () => {
    const content =
      "/P << /MCID 0 >> BDC BT /F1 10 Tf 72 700 Td (One) Tj ET EMC /Artifact BMC BT /F1 10 Tf 72 20 Td (7) Tj ET EMC /P << /MCID 1 >> BDC BT /F1 10 Tf 72 680 Td (Two) Tj ET EMC";
    const bytes = pageWith(
      "/StructParents 0 /Resources << /Font << /F1 6 0 R >> >>",
      [
        "<< /Type /StructTreeRoot /K 7 0 R /ParentTree << /Nums [0 [8 0 R 9 0 R]] >> /RoleMap << /Head /H1 >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /StructElem /S /Document /P 5 0 R /K [8 0 R 9 0 R] >>",
        "<< /Type /StructElem /S /Head /P 7 0 R /Pg 3 0 R /K 0 >>",
        "<< /Type /StructElem /S /Figure /Alt (A picture) /P 7 0 R /Pg 3 0 R /K [1] >>",
      ],
      content,
      "/StructTreeRoot 5 0 R /MarkInfo << /Marked true >>",
    );
    const { structure, glyphs } = await firstPage(bytes);
    expect(structure).toEqual([
      { role: "Document", parent: -1, marks: [] },
      { role: "H1", parent: 0, marks: [0] },
      { role: "Figure", parent: 0, marks: [1], alt: "A picture" },
    ]);
    expect([...glyphs.mark]).toEqual([0, 0, 0, -1, 1, 1, 1]);
  });

  it("is empty where there is none", async () => {
    expect((await firstPage(writePdf({ pages: [{ content: setText("Courier", 9, 9, 9, "x") }] }))).structure).toEqual(
      [],
    );
  });
});

describe("the navigation of a document", () => {
  const navigation = (bytes: Uint8Array) => withDocument(engine, bytes, (document) => document.navigation());

  it("is its outline with levels and pages, and its attachments by name", async () => {
    const bytes = pageWith(
      "",
      [
        "<< /First 6 0 R /Last 7 0 R /Count 2 >>",
        "<< /Title (First) /Parent 5 0 R /Next 7 0 R /First 8 0 R /Last 8 0 R /Dest [3 0 R /Fit] >>",
        "<< /Title (Second) /Parent 5 0 R /Prev 6 0 R >>",
        "<< /Title (Inside\\001 of the first) /Parent 6 0 R /Dest (chapter) >>",
        "<< /Type /Filespec /F (notes.txt) /EF << /F 10 0 R >> >>",
        streamObject("/Type /EmbeddedFile", "hello"),
      ],
      "",
      "/Outlines 5 0 R /Names << /Dests << /Names [(chapter) [3 0 R /Fit]] >> /EmbeddedFiles << /Names [(notes) 9 0 R] >> >>",
    );
    expect(await navigation(bytes)).toEqual({
      outline: [
        { title: "First", level: 1, page: 1 },
        { title: "Inside of the first", level: 2, page: 1 },
        { title: "Second", level: 1, page: null },
      ],
      attachments: [{ name: "notes.txt", size_bytes: null }],
      warnings: [],
    });
  });

  it("is empty where there is none", async () => {
    expect(await navigation(pageWith(""))).toEqual({ outline: [], attachments: [], warnings: [] });
  });

  it("is told up to a limit, and that there is more", async () => {
    const count = 2_001;
    const entries = Array.from(
      { length: count },
      (_, index) =>
        `<< /Title (Entry ${index + 1}) /Parent 5 0 R ${index + 1 < count ? `/Next ${7 + index} 0 R` : ""} >>`,
    );
    const bytes = pageWith("", [`<< /First 6 0 R /Last ${5 + count} 0 R >>`, ...entries], "", "/Outlines 5 0 R");
    const { outline, warnings } = await navigation(bytes);
    expect(outline).toHaveLength(2_000);
    expect(outline.at(-1)?.title).toBe("Entry 2000");
    expect(warnings).toMatchObject([{ code: "navigation_incomplete" }]);
  });
});
