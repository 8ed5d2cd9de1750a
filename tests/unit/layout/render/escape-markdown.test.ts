/** What a document says is shown as it says it, and signs are escaped only where they would be read as markup. */
import { describe, expect, it } from "vitest";
import { block, cell, pagesOf, paragraph, span, tableOf, written } from "../../../support/result-pages.ts";

async function shown(text: string): Promise<string> {
  return (await written("markdown", pagesOf([paragraph(text)]))).replace(/\n$/, "");
}

describe("What would be markup is escaped", () => {
  it.each([
    // What a line begins with
    ["# no heading", "\\# no heading"],
    ["####### seven", "####### seven"],
    ["1. no item", "1\\. no item"],
    ["23) no item", "23\\) no item"],
    ["- no item", "\\- no item"],
    ["+ no item", "\\+ no item"],
    ["* no item", "\\* no item"],
    ["> no quote", "\\> no quote"],
    ["---", "\\---"],
    ["- - -", "\\- - -"],
    ["***", "\\*\\*\\*"],
    ["a\n===", "a  \n\\==="],
    ["a | b\n--|--", "a | b  \n\\--|--"],
    ["```", "\\`\\`\\`"],
    ["~~~", "\\~\\~\\~"],
    ["[a]: http://x.example", "\\[a]: http://x.example"],
    ["[a\nb]: http://x.example", "\\[a  \nb]: http://x.example"],
    ["    no code", "no code"],
    // Pairs
    ["*not* _this_", "\\*not\\* \\_this\\_"],
    ["5*3*2", "5\\*3\\*2"],
    ["~~struck~~", "\\~\\~struck\\~\\~"],
    ["`a` b", "\\`a\\` b"],
    // What the next sign tells
    ["a <b> c", "a &lt;b> c"],
    ["</script><!-- <?", "&lt;/script>&lt;!-- &lt;?"],
    ["[a](http://x.example)", "[a]\\(http://x.example)"],
    ["![a](http://x.example/i.png)", "![a]\\(http://x.example/i.png)"],
    ["[^1] [[a]]", "\\[^1] \\[[a]]"],
    ["&amp; &copy; &#60;", "\\&amp; \\&copy; \\&#60;"],
    ["back\\*slash\\", "back\\\\*slash\\\\"],
  ])("%j", async (text, markdown) => {
    expect(await shown(text)).toBe(markdown);
  });
});

describe("What is read as it stands is left alone", () => {
  it.each([
    "#hashtag and C# #",
    "3.5 stays, as do 1.2.3 and (1) and 2024",
    "-5 °C, +3, --option",
    "snake_case_name, _private and _other",
    "a * b * c",
    "Name* and p < 0.05 > 0, x<5",
    "~5 and ~/home",
    "[12] and [Smith 2020], see [3]:",
    "f(x)[0] (a) [b] (c)",
    "AT&T, R&D & more",
    "C:\\Users\\name",
    "a | b",
    "costs $5 {x} ^2 @me :smile:",
    "5 = 3 + 2",
    "it`s",
    "https://x.example/a_b?c=d&e=f#g",
  ])("%j", async (text) => {
    expect(await shown(text)).toBe(text);
  });
});

describe("Where it stands makes a difference", () => {
  it("a heading keeps its closing hashes, and what would begin a line", async () => {
    const blocks = [block("heading", "About C\n# #", { level: 1 }), block("heading", "1. - First", { level: 2 })];
    expect(await written("markdown", pagesOf(blocks))).toBe("# About C # \\#\n\n## 1. - First\n");
  });

  it("a cell has its pipes escaped, its lines parted by a tag, and begins no line", async () => {
    const cells = [cell(0, 0, "| a |"), cell(1, 0, "- b\n# c_\n_d")];
    expect(await written("markdown", pagesOf([tableOf(cells)]))).toBe(
      "| \\| a \\| |\n| --- |\n| - b<br># c\\_<br>\\_d |\n",
    );
  });

  it("code is not escaped, but in a cell", async () => {
    const code = [span("a "), span("<b>*|", { monospace: true })];
    expect(await written("markdown", pagesOf([paragraph(code), tableOf([cell(0, 0, code)])]))).toBe(
      "a `<b>*|`\n\n| a `<b>*\\|` |\n| --- |\n",
    );
  });

  it("behind an address, which becomes a link up to the next space, nothing may need a backslash or backticks to be inert", async () => {
    const spans = [span("http://x.example/<script>"), span("<b>", { monospace: true }), span(" c")];
    expect(await written("markdown", pagesOf([paragraph(spans)]))).toBe("http://x.example/&lt;script>&lt;b> c\n");
  });

  it("signs beside markup are escaped that would change what it means", async () => {
    const spans = [span("a*"), span("b", { script: "super" }), span("\\"), span("c", { script: "sub" }), span("*d")];
    expect(await written("markdown", pagesOf([paragraph(spans)]))).toBe("a\\*<sup>b</sup>\\\\<sub>c</sub>\\*d\n");
  });
});

describe("Time", () => {
  it.each([
    ["spaces", " "],
    ["asterisks", "*"],
    ["brackets", "["],
    ["brackets and parentheses", "[a]("],
    ["backticks", "` "],
    ["hashes", "# "],
    ["lines of dashes", "- \n"],
    ["ampersands", "&#"],
    ["backslashes", "\\"],
  ])("grows with the text's length only: %s", async (_, unit) => {
    const text = unit.repeat(200_000 / unit.length);
    const start = performance.now();
    const styled = [span(text), span("a", { bold: true }), span(text, { link: "https://x.example" })];
    await written("markdown", pagesOf([paragraph(text), block("heading", text, { level: 1 }), paragraph(styled)]));
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it("grows with the number of spans only", async () => {
    const spans = Array.from({ length: 60_000 }, (_, index) =>
      span(index % 2 === 0 ? "word " : "x@y.example/", {
        bold: index % 3 === 0,
        monospace: index % 5 === 0,
        link: `https://x.example/${index % 4}`,
      } as object),
    );
    const start = performance.now();
    await written("markdown", pagesOf([paragraph(spans)]));
    await written("html", pagesOf([paragraph(spans)]));
    expect(performance.now() - start).toBeLessThan(6_000);
  });
});
