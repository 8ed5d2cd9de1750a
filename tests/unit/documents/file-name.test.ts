/** File names as clients send them. */
import { describe, expect, it } from "vitest";
import { pdfName, safeFileName } from "../../../lib/documents/file-name.ts";

describe("A safe file name", () => {
  it.each([
    ["report.pdf", "report.pdf"],
    ["/etc/report.pdf", "report.pdf"],
    ["C:\\fakepath\\report.pdf", "report.pdf"],
    ["..\\../report.pdf", "report.pdf"],
    ["潮汐表 ü.pdf", "潮汐表 ü.pdf"],
    [".hidden.pdf", ".hidden.pdf"],
    ["  a b.pdf \t", "a b.pdf"],
  ])("of %j is %j", (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it.each([null, undefined, "", " ", ".", "..", "a/", "a\\", "a/..", "../.", "\u0000", "\n. \r"])(
    "of %j is none",
    (name) => {
      expect(safeFileName(name)).toBeNull();
    },
  );

  it("holds no control character, so that it cannot break a header or a line of the log", () => {
    expect(safeFileName('a\r\nSet-Cookie: x\u0000\u001b[31m\u007f\u0085".pdf')).toBe('aSet-Cookie: x[31m".pdf');
  });

  it("has at most 255 characters, and none of them is cut in half", () => {
    expect(safeFileName("a".repeat(300))).toBe("a".repeat(255));
    expect(safeFileName("😀".repeat(300))).toBe("😀".repeat(255));
    expect(safeFileName(`a${"😀".repeat(255)}`)).toBe(`a${"😀".repeat(254)}`);
  });
});

describe("The name of what is sent as a PDF", () => {
  it.each(["a.pdf", "A.PDF", "a.exe.pdf", "a", "blob", "Report v1.2", "Dr. Who", null])("may be %j", (name) => {
    expect(pdfName(name)).toBe(name);
  });

  it.each(["a.txt", "a.pdf.exe", "a.PNG", "../a.html", "a.docx "])("is not %j", (name) => {
    expect(() => pdfName(name)).toThrow(expect.objectContaining({ code: "extension_wrong", status: 422 }));
  });
});
