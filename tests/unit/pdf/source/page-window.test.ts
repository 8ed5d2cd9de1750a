/** Which pages of a file there are, told without reading any, and the file with some of them. */
import { describe, expect, it } from "vitest";
import { type LargePdfSpec, largePdf } from "../../../../dev/large-pdf.ts";
import { createLocalEngine } from "../../../../lib/pdf/auto/local-engine.ts";
import { withDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { type BlockingSource, bytesOf } from "../../../../lib/pdf/source/blocking-source.ts";
import { entriesOf, referencesOf } from "../../../../lib/pdf/source/dictionary.ts";
import { PageWindows } from "../../../../lib/pdf/source/page-window.ts";
import { packed, pdfOfContents } from "../../../support/bomb-builder.ts";
import { encryptedPdf } from "../../../support/pdf-builder.ts";
import { textOf } from "../../../support/read-content.ts";

function blocking(bytes: Uint8Array): BlockingSource {
  return {
    sizeBytes: bytes.length,
    read: async (start, end) => bytes.subarray(start, end),
    fill(target, start) {
      target.set(bytes.subarray(start, start + target.length));
      return true;
    },
  };
}

const MANY: LargePdfSpec = { pages: 100, contentBytes: 100, pictureBytes: 0 };

describe("The pages of a file", () => {
  it.each([
    ["with nodes in its page tree", MANY],
    ["without", { ...MANY, fanOut: 100 }],
    ["with a node for each page but two", { ...MANY, fanOut: 51 }],
  ])("%s are all there, and only those that are shown say something", async (_, spec) => {
    const windows = PageWindows.over(blocking(largePdf(spec)));
    expect(windows?.pageCount).toBe(100);
    const shown = windows?.show(20);
    if (shown === undefined) return;
    for (const engine of ["pdfium", "pdfjs"] as const) {
      await withDocument(
        createLocalEngine(),
        bytesOf(shown, 0, shown.sizeBytes),
        async (document) => {
          expect(document.pageCount).toBe(100);
          const texts = [];
          for (const number of [20, 21, 84, 85]) texts.push(textOf(await document.page(number)));
          expect(texts).toEqual(["", "Page 21 of 100.", "Page 84 of 100.", ""]);
          expect(document.warnings()).toEqual([]);
        },
        { engine },
      );
    }
  });

  it.each([
    ["that has few of them", largePdf({ ...MANY, pages: 9 })],
    ["without a table of its objects", pdfOfContents([packed("q ", 100)])],
    ["that is cut off", largePdf(MANY).slice(0, -20)],
    ["that begins with something else", Buffer.concat([Buffer.from("junk"), largePdf(MANY)])],
    ["that is none", Buffer.from("Dear Sir or Madam")],
    ["that says nothing of them", encryptedPdf(["x"], "")],
  ])("of a file %s are read as they are", (_, bytes) => {
    expect(PageWindows.over(blocking(bytes))).toBeUndefined();
  });
});

describe("A dictionary", () => {
  it("is its entries, whatever stands in them", () => {
    const source = "<</A(a\\)>>(b))/B<< /C [1 (]) <3e3e>] >>/D 3 0 R % >>\n/E/F/G -1.5>> rest";
    expect([...(entriesOf(source, 0) ?? [])]).toEqual([
      ["A", "(a\\)>>(b))"],
      ["B", "<< /C [1 (]) <3e3e>] >>"],
      ["D", "3 0 R"],
      ["E", "/F"],
      ["G", "-1.5"],
    ]);
  });

  it.each(["", "<< /A", "<< /A (", "<< A >>", "<< /A >>", `<< /A ${"[".repeat(100)}${"]".repeat(100)} >>`])(
    "is none in %s",
    (source) => expect(entriesOf(source, 0)).toBeUndefined(),
  );

  it("lists references, and nothing else", () => {
    expect(referencesOf("[ 1 0 R\n22 0 R]")).toEqual([1, 22]);
    for (const array of ["[1 0 R 2]", "[1 0 R /X]", "1 0 R", undefined]) expect(referencesOf(array)).toBeUndefined();
  });
});
