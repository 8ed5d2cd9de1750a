/** Names of files that a browser saves: whatever the document is called, they lead nowhere and are what they seem. */
import { describe, expect, it } from "vitest";
import { attachment } from "../../../lib/http/download-name.ts";

const named = (name: string | null) => attachment(name, "md");

describe("The name of a download", () => {
  it.each([
    ["report.pdf", 'attachment; filename="report.md"'],
    ["Report v1.2.PDF", 'attachment; filename="Report v1.2.md"'],
    [null, 'attachment; filename="result.md"'],
    ["", 'attachment; filename="result.md"'],
    [".pdf", 'attachment; filename="result.md"'],
    ["....", 'attachment; filename="result.md"'],
    ["con.pdf", 'attachment; filename="result.md"'],
    ["LPT1.a.pdf", 'attachment; filename="result.md"'],
    ["../../etc/passwd", 'attachment; filename="etc passwd.md"'],
    ["C:\\x.pdf", 'attachment; filename="C x.md"'],
    ['a"; filename="evil.exe', 'attachment; filename="a ; filename= evil.exe.md"'],
    ["a\r\nSet-Cookie: x=1", 'attachment; filename="a Set-Cookie x=1.md"'],
    ["100%41.pdf", 'attachment; filename="100 41.md"'],
    [".hidden.pdf", 'attachment; filename="hidden.md"'],
  ])("of %j is %s", (name, header) => {
    expect(named(name)).toBe(header);
  });

  it("is told twice where it is not ASCII, by RFC 8187", () => {
    expect(named("Übersicht (größe) 日本.pdf")).toBe(
      "attachment; filename=\"_bersicht (gr__e) __.md\"; filename*=UTF-8''%C3%9Cbersicht%20%28gr%C3%B6%C3%9Fe%29%20%E6%97%A5%E6%9C%AC.md",
    );
  });

  it("does not read otherwise than it is", () => {
    expect(named("a\u202Efdp.exe")).toBe('attachment; filename="a fdp.exe.md"');
  });

  it.each(["x".repeat(1_000), "\u{1F600}".repeat(300), "\uD800".repeat(200)])(
    "fits any file system, and a header",
    (name) => {
      const header = named(name);
      expect(header.length).toBeLessThan(1_500);
      expect(() => new Headers({ "content-disposition": header })).not.toThrow();
    },
  );
});
