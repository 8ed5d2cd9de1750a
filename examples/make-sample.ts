/**
 * Writes `sample.pdf` beside this file: headings, two columns, a table, Japanese across and down. Run it with
 * `node examples/make-sample.ts`; the same bytes come out every time, and a test compares them.
 */
import { writeFileSync } from "node:fs";
import { type LatinFont, type PdfPageSpec, setText, setUnicode, writePdf } from "../dev/pdf-writer.ts";

const LEFT = 60;
const RIGHT = 320;
const BODY = 10;
const LEADING = 13;
/** Characters that fit a column of 230 points in 10 point Helvetica. */
const COLUMN_CHARACTERS = 46;

const FIRST = [
  "The sea rises and falls about twice a day. Most of it is the work of the moon, some of it is the work of the sun, and when both pull along one line the range between high and low water is at its largest.",
  "Sailors call that a spring tide, though it has nothing to do with the season. A week later the two pull across each other and the range is small: a neap tide.",
];
const SECOND = [
  "A tide table gives the times and heights for one harbour. Between the times given, the height follows a curve that starts slowly, is fastest in the middle, and ends slowly again.",
  "The rule of twelfths is a fair guess at that curve: one twelfth of the range in the first hour, two in the second, three in the third, and then the same backwards.",
];
const TABLE = [
  ["Harbour", "High water", "Low water", "Range"],
  ["Northgate", "06:12", "12:25", "4.1 m"],
  ["Old Pier", "06:40", "12:58", "3.7 m"],
  ["Saltmarsh", "07:05", "13:21", "5.2 m"],
];
const TABLE_COLUMNS = [LEFT, 180, 290, 400];
const JAPANESE = ["潮汐表は、港ごとに満潮と干潮の", "時刻と高さを示す。"];
const VERTICAL = ["海は静かに", "満ちてくる"];

/** The bytes of the sample. */
export function makeSample(): Uint8Array<ArrayBuffer> {
  return writePdf({ title: "Reading a Tide Table", pages: [firstPage(), secondPage()] });
}

function firstPage(): PdfPageSpec {
  const content = [
    setText("Helvetica-Bold", 22, LEFT, 720, "Reading a Tide Table"),
    setText("Helvetica-Bold", 14, LEFT, 680, "Springs and neaps"),
    paragraphs(LEFT, 658, FIRST),
    setText("Helvetica-Bold", 14, RIGHT, 680, "Between the hours"),
    paragraphs(RIGHT, 658, SECOND),
  ];
  return { content: content.join("") };
}

function secondPage(): PdfPageSpec {
  const rows = TABLE.map((cells, row) => tableRow(cells, 680 - row * 18, row === 0 ? "Helvetica-Bold" : "Helvetica"));
  const content = [
    setText("Helvetica-Bold", 14, LEFT, 720, "Three harbours"),
    ...rows,
    setText("Helvetica-Bold", 14, LEFT, 560, "In Japanese"),
    ...JAPANESE.map((line, row) => setUnicode("Japanese", BODY, LEFT, 536 - row * 16, line)),
    ...VERTICAL.map((column, index) => setUnicode("Japanese-Vertical", BODY, 540 - index * 16, 560, column)),
  ];
  return { content: content.join("") };
}

function tableRow(cells: readonly string[], y: number, font: LatinFont): string {
  return cells.map((cell, column) => setText(font, BODY, TABLE_COLUMNS[column] ?? LEFT, y, cell)).join("");
}

/** Sets paragraphs below each other, half a line apart. */
function paragraphs(x: number, top: number, texts: readonly string[]): string {
  let y = top;
  let content = "";
  for (const text of texts) {
    for (const line of breakLines(text)) {
      content += setText("Helvetica", BODY, x, y, line);
      y -= LEADING;
    }
    y -= LEADING / 2;
  }
  return content;
}

function breakLines(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < COLUMN_CHARACTERS) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

if (import.meta.main) {
  writeFileSync(new URL("./sample.pdf", import.meta.url), makeSample());
}
