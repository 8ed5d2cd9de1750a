/** Run-in headings: a heading at the beginning of its paragraph, in a setting of its own. The outline tells that it is one. */
import type { LaidOutBlock } from "../contracts/block.ts";
import type { ResultBlock, Span } from "../contracts/result-block.ts";
import { cutSpans, trimEnd, trimStart } from "./cut-spans.ts";
import { foldHeading } from "./heading.ts";
import type { OutlineLevels } from "./outline-levels.ts";
import { textOf } from "./span-text.ts";

const MAX_CHARACTERS = 200;
/** What follows is a text of its own from here on. */
const MIN_REST = 30;

/** `alone` are the page's headings that stand alone: of two texts the entry means that one. The heading and the rest, when the paragraph begins with an entry of the outline; undefined otherwise. The heading's id is the paragraph's and `.1`. */
export function splitRunIn(
  { block }: LaidOutBlock,
  outline: OutlineLevels,
  alone: ReadonlySet<string>,
): readonly [ResultBlock, ResultBlock] | undefined {
  if (block.type !== "paragraph") return;
  const length = leadingSetting(block.spans);
  if (length === undefined) return;
  const head = cutSpans(block.spans, 0, length);
  const title = textOf(head).replace(/[.:]?\s*$/, "");
  const level = outline(title, block.page, true);
  const runsOn = block.text.length - length >= MIN_REST;
  if (level === undefined || (runsOn && alone.has(foldHeading(title)))) return;
  const rest = trimStart(cutSpans(block.spans, length, block.text.length));
  const { id, page, box } = block;
  return [
    { type: "heading", level, id: `${id}.1`, page, box, text: textOf(head).trimEnd(), spans: trimEnd(head) },
    { ...block, text: textOf(rest), spans: rest },
  ];
}

/** How many characters at the start are set unlike those that follow them; undefined when none or too many are. */
function leadingSetting(spans: readonly Span[]): number | undefined {
  const [first] = spans;
  if (first === undefined) return;
  let length = 0;
  for (const span of spans) {
    // A word in italics inside of a bold heading, and the other way round, belongs to it.
    const same =
      span.bold === first.bold && (span.font === first.font || span.bold === true || span.text.trim().length <= 2);
    if (!same) return length > 3 && length <= MAX_CHARACTERS ? length : undefined;
    length += span.text.length;
    if (length > MAX_CHARACTERS) return;
  }
  return;
}
