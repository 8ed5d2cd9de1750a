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
const STOP = /\p{L}{2}[)"'”’]?[.:]$/u;
const CAPITAL = /^["'“‘]?[\p{Lu}\p{Lt}]/u;

/** The items with such rows in two. Both have the baseline of the whole. */
export function partRunIns(items: readonly Item[], linkAt: LinkAt | undefined): Item[] {
  return items.flatMap((item) => (isRow(item) ? partRow(item, linkAt) : [item]));
}

function partRow(row: Row, linkAt: LinkAt | undefined): Item[] {
  const { words } = row.line;
  if (row.rightToLeft || row.marker !== undefined || words.length < MIN_REST + 1) return [row];
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined || first.size < LARGER * last.size || !CAPITAL.test(first.text))
    return [row];
  const count = words.findIndex((word) => word.size < LARGER * last.size);
  const [lead, rest] = [words.slice(0, count), words.slice(count)];
  if (count < 1 || count > MAX_WORDS || rest.length < MIN_REST || !isLead(lead, rest) || captionOf(row) !== undefined)
    return [row];
  const head = makeRow(makeLine(lead), linkAt);
  return [{ ...withoutStop(head), runIn: true }, makeRow(makeLine(rest), linkAt)];
}

/** Ends as a sentence does and is set in a font that nothing after it is; what follows begins another sentence. */
function isLead(lead: readonly Word[], rest: readonly Word[]): boolean {
  const fonts = new Set(lead.map(({ style }) => style.font));
  return (
    STOP.test(lead.at(-1)?.text ?? "") &&
    CAPITAL.test(rest[0]?.text ?? "") &&
    rest.every(({ style }) => !fonts.has(style.font))
  );
}

/** The end of the block says what the stop said. */
function withoutStop(row: Row): Row {
  const last = row.spans.length - 1;
  const spans = row.spans.map((span, at) =>
    at === last ? { ...span, text: span.text.replace(/[.:]\s*$/, "") } : span,
  );
  return { ...row, spans, text: row.text.replace(/[.:]\s*$/, "") };
}
