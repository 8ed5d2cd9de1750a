/** Rows that begin with a heading in larger type, which the text runs on from: `Funding. The work was …`. They become two rows. */
import { makeLine } from "../line.ts";
import type { LinkAt } from "../line-text.ts";
import type { Word } from "../word.ts";
import { captionOf } from "./marker.ts";
import { type Item, isRow, makeRow, type Row } from "./row.ts";

/** How much larger than the text, and how many words at most. */
const LARGER = 1.05;
const MAX_WORDS = 14;
const MIN_REST = 3;
/** The gap that parts a bold heading from the text, at least. */
const WIDE_EMS = 0.7;
const STOP = /\p{L}{2}[)"'”’]?[.:]$/u;
const CAPITAL = /^["'“‘]?[\p{Lu}\p{Lt}]/u;

/** The items with such rows in two. Both have the baseline of the whole. */
export function partRunIns(items: readonly Item[], linkAt: LinkAt | undefined): Item[] {
  return items.flatMap((item) => (isRow(item) ? partRow(item, linkAt) : [item]));
}

function partRow(row: Row, linkAt: LinkAt | undefined): Item[] {
  const { words } = row.line;
  if (row.rightToLeft || row.marker !== undefined || words.length < MIN_REST + 1) return [row];
  if (!CAPITAL.test(words[0]?.text ?? "")) return [row];
  const count = largerWords(words) ?? boldWords(words) ?? 0;
  const [lead, rest] = [words.slice(0, count), words.slice(count)];
  if (count < 1 || count > MAX_WORDS || rest.length < MIN_REST || !isLead(lead, rest) || captionOf(row) !== undefined)
    return [row];
  const head = makeRow(makeLine(lead), linkAt);
  return [{ ...withoutStop(head), runIn: true }, makeRow(makeLine(rest), linkAt)];
}

/** How many words at the start are larger than the last and those after them, and end as a sentence does. */
function largerWords(words: readonly Word[]): number | undefined {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined || first.size < LARGER * last.size) return;
  const count = words.findIndex((word) => word.size < LARGER * last.size);
  return STOP.test(words[count - 1]?.text ?? "") ? count : undefined;
}

/** How many words at the start are bold, if a gap parts them from the others as no two words of the row are parted. */
function boldWords(words: readonly Word[]): number | undefined {
  if (words[0]?.style.bold !== true) return;
  const count = words.findIndex(({ style }) => !style.bold);
  const gap = gapBefore(words, count);
  const em = words[0].size;
  const widest = words.reduce(
    (most, _, at) => (at === 0 || at === count ? most : Math.max(most, gapBefore(words, at))),
    0,
  );
  return gap >= WIDE_EMS * em && gap >= 1.5 * widest ? count : undefined;
}

function gapBefore(words: readonly Word[], at: number): number {
  return (words[at]?.left ?? 0) - (words[at - 1]?.right ?? 0);
}

/** Is set in a font that nothing after it is; what follows begins another sentence. */
function isLead(lead: readonly Word[], rest: readonly Word[]): boolean {
  const fonts = new Set(lead.map(({ style }) => style.font));
  return CAPITAL.test(rest[0]?.text ?? "") && rest.every(({ style }) => !fonts.has(style.font));
}

/** The end of the block says what the stop said. */
function withoutStop(row: Row): Row {
  const last = row.spans.length - 1;
  const spans = row.spans.map((span, at) =>
    at === last ? { ...span, text: span.text.replace(/[.:]\s*$/, "") } : span,
  );
  return { ...row, spans, text: row.text.replace(/[.:]\s*$/, "") };
}
