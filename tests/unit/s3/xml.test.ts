/** The XML that object stores answer. */
import { describe, expect, it } from "vitest";
import { elementsOf, escapeXml, textOf } from "../../../lib/s3/xml.ts";

describe("Elements of a reply", () => {
  it("are found by their name, in order", () => {
    const xml = "<A><Part><N>1</N></Part><Other>x</Other><Part><N>2</N></Part></A>";
    expect([...elementsOf(xml, "Part")]).toEqual(["<N>1</N>", "<N>2</N>"]);
    expect(textOf(xml, "N")).toBe("1");
  });

  it("are not there when they do not end", () => {
    expect([...elementsOf("<Part>1", "Part")]).toEqual([]);
    expect(textOf("<A></A>", "Part")).toBeNull();
  });

  it("have their characters written out", () => {
    expect(textOf("<E>&quot;a&amp;lt;&#x20ac;&#8364;&unknown;&quot;</E>", "E")).toBe('"a&lt;€€&unknown;"');
    expect(textOf("<E>&#1114112;</E>", "E")).toBe("&#1114112;");
  });

  it("take a time that grows with the reply and no faster", () => {
    const started = performance.now();
    expect([...elementsOf("<Part>".repeat(100_000), "Part")]).toEqual([]);
    expect([...elementsOf("<Part></Part>".repeat(100_000), "Part")]).toHaveLength(100_000);
    expect(textOf(`<E>${"&#".repeat(200_000)}</E>`, "E")).toHaveLength(400_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

it("Text is written so that it stays text", () => {
  expect(escapeXml('<a href="&">')).toBe("&lt;a href=&quot;&amp;&quot;&gt;");
});
