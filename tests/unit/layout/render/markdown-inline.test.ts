/** Styles and links inside of a text, in Markdown. */
import { describe, expect, it } from "vitest";
import { pagesOf, paragraph, span, written } from "../../../support/result-pages.ts";

describe("Inline", () => {
  const inline = async (...spans: ReturnType<typeof span>[]): Promise<string> =>
    (await written("markdown", pagesOf([paragraph(spans)]))).trimEnd();
  const bold = (text: string) => span(text, { bold: true });
  const italic = (text: string) => span(text, { italic: true });
  const mono = (text: string) => span(text, { monospace: true });

  it("marks what is set apart in a paragraph", async () => {
    expect(await inline(span("a "), bold("b"), span(" "), italic("c"), span(" "), mono("d"))).toBe("a **b** *c* `d`");
    expect(await inline(span("a "), span("b", { bold: true, italic: true }))).toBe("a ***b***");
  });

  it("leaves the space at the edges outside, and makes one of neighbours alike", async () => {
    expect(await inline(bold(" a "), bold("b\n"), span("c"))).toBe("**a b**  \nc");
    expect(await inline(span("x "), bold("a"), span(" "), bold("b"), span(" y"))).toBe("x **a b** y");
  });

  it("never parts a word", async () => {
    expect(await inline(bold("D"), span("ocument"))).toBe("Document");
    expect(await inline(span("re"), italic("mark"), span(" x"))).toBe("remark x");
    expect(await inline(span("x"), mono("1"), span(" y"))).toBe("x1 y");
  });

  it("marks words of scripts without spaces, but not against a bracket", async () => {
    expect(await inline(span("これは"), bold("重要"), span("です"))).toBe("これは**重要**です");
    expect(await inline(span("これは"), bold("「重要」"), span("です"))).toBe("これは「重要」です");
  });

  it("marks nothing but signs", async () => {
    expect(await inline(span("a "), bold("–"), span(" b"))).toBe("a – b");
  });

  it("is bold as a whole when it is short; typewriter type as a whole says nothing", async () => {
    expect(await inline(bold("Note"))).toBe("**Note**");
    expect(await inline(bold("word ".repeat(50)))).toBe("word ".repeat(50).trim());
    expect(await inline(mono("all of it"))).toBe("all of it");
  });

  it("takes no sign and no word of another script for code", async () => {
    expect(await inline(span("a "), mono("–"), span(" b "), mono("="), span(" "), mono("=="))).toBe("a – b = `==`");
    expect(await inline(span("见 "), mono("图像"), span(" 1"))).toBe("见 图像 1");
  });

  it("has code with backticks in it between more of them", async () => {
    expect(await inline(span("a "), mono("`b`"))).toBe("a `` `b` ``");
  });

  it("raises and lowers", async () => {
    expect(await inline(span("H"), span("2", { script: "sub" }), span("O"), span("*", { script: "super" }))).toBe(
      "H<sub>2</sub>O<sup>\\*</sup>",
    );
  });

  it("links to the web and to mailboxes, and nowhere else", async () => {
    const link = (text: string, address: string) => span(text, { link: address });
    expect(await inline(link("a [b]", "https://x.example/a_(b)?c=1&d=2"))).toBe(
      "[a \\[b\\]](https://x.example/a_%28b%29?c=1&d=2)",
    );
    expect(
      await inline(
        span("see "),
        span("a ", { link: "http://x.example" }),
        span("b", { link: "http://x.example", bold: true }),
      ),
    ).toBe("see [a **b**](http://x.example)");
    for (const address of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "#page=3",
      "//x",
      "https://",
      "x",
    ]) {
      expect(await inline(link("a", address))).toBe("a");
    }
    expect(await inline(link("a", `https://x.example/${"a".repeat(3_000)}`))).toBe("a");
  });

  it("leaves an address that is its own link bare", async () => {
    const address = "https://x.example/a_b";
    expect(await inline(span(address, { link: address }))).toBe(address);
    expect(await inline(span("a@b.example", { link: "mailto:a@b.example" }))).toBe("a@b.example");
  });

  it("makes no image of a link behind an exclamation mark", async () => {
    expect(await inline(span("Look!"), span("here", { link: "https://x.example" }))).toBe(
      "Look\\![here](https://x.example)",
    );
  });
});
