/** The sample PDF: made anew byte for byte, and converted to what it shows. */
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { convertPdf } from "../../../dev/cli/convert-pdf.ts";
import { makeSample } from "../../../examples/make-sample.ts";
import { createPdfjsEngine } from "../../../lib/pdf/pdfjs/pdfjs-engine.ts";

it("is what the script writes", async () => {
  const kept = await readFile(new URL("../../../examples/sample.pdf", import.meta.url));
  expect(Buffer.from(makeSample()).equals(kept)).toBe(true);
});

it("converts to its headings, columns, table and Japanese", async () => {
  const chunks = await convertPdf(createPdfjsEngine(), "sample.pdf", makeSample(), "markdown");
  const markdown = await text(Readable.from(chunks));
  expect(markdown.split("\n").filter((line) => line.startsWith("#"))).toEqual([
    "# Reading a Tide Table",
    "## Springs and neaps",
    "## Between the hours",
    "## Three harbours",
    "## In Japanese",
  ]);
  const places = ["The sea rises", "a neap tide.", "A tide table gives", "the same backwards."].map((words) =>
    markdown.indexOf(words),
  );
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(markdown).toContain(
    "| Harbour | High water | Low water | Range |\n| --- | --- | --- | --- |\n| Northgate | 06:12 | 12:25 | 4.1 m |\n| Old Pier | 06:40 | 12:58 | 3.7 m |\n",
  );
  expect(markdown).toContain("潮汐表は、港ごとに満潮と干潮の時刻と高さを示す。");
  expect(markdown).toContain("海は静かに満ちてくる");
});
