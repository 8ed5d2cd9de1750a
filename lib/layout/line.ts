/** Lines: spans that stand on one baseline and follow each other in the content stream. */
import type { Box } from "../contracts/block.ts";
import { lineText } from "./line-text.ts";
import type { Span } from "./span.ts";

/** All that a span has, for the whole line; its size is the one that most characters have. */
export interface Line extends Span {
  readonly rightToLeft: boolean;
  /** Has gaps as wide as between the cells of a table row. */
  readonly hasCells: boolean;
}

/** Letters reach about this far above the baseline. */
const LETTER_HEIGHT_EMS = 0.7;
/** How far a span may reach back over its neighbour and still follow it: under an accent that was drawn first. */
const OVERLAP_EMS = 0.6;
/** Accents and the like, drawn over their letter. */
const NARROW_EMS = 0.75;

/** How many spans back a gap is looked for; keeps the work linear. */
const GAP_WINDOW = 32;
const GAP_OVERLAP_EMS = 0.1;

interface OpenLine {
  readonly spans: Span[];
  last: Span;
  start: number;
  end: number;
}

/**
 * Builds lines in content-stream order. A span that leaves the baseline, or comes to lie on text that is already there,
 * begins a new line; one that only leaves a gap does not, so the cells of a table row stay together.
 */
export function buildLines(spans: readonly Span[]): Line[] {
  const lines: OpenLine[] = [];
  let open: OpenLine | undefined;
  for (const span of spans) {
    if (open !== undefined && continues(open, span)) {
      open.spans.push(span);
      open.start = Math.min(open.start, span.start);
      open.end = Math.max(open.end, span.end);
      open.last = span.text === " " ? open.last : span;
    } else if (span.text !== " ") {
      open = { spans: [span], last: span, start: span.start, end: span.end };
      lines.push(open);
    }
  }
  return lines.map(closeLine).filter((line) => line.text !== "");
}

function continues(line: OpenLine, span: Span): boolean {
  if (span.frame !== line.last.frame || !shareBand(line.last, span)) {
    return false;
  }
  const slack = OVERLAP_EMS * Math.max(span.size, line.last.size);
  const outside = span.start >= line.end - slack || span.end <= line.start + slack;
  return span.text === " " || outside || isAccentOver(line.last, span) || fillsGap(line, span);
}

/** Whether the span lies between others: words of one direction inside a line of the other are drawn that way. */
function fillsGap(line: OpenLine, span: Span): boolean {
  return line.spans
    .slice(-GAP_WINDOW)
    .every((other) => Math.min(other.end, span.end) - Math.max(other.start, span.start) <= GAP_OVERLAP_EMS * span.size);
}

/** Whether half of the smaller one's letters stands at the other's height; superscripts do, the next line does not. */
function shareBand(a: Span, b: Span): boolean {
  const top = Math.max(a.base - LETTER_HEIGHT_EMS * a.size, b.base - LETTER_HEIGHT_EMS * b.size);
  const overlap = Math.min(a.base, b.base) - top;
  return overlap >= 0.5 * LETTER_HEIGHT_EMS * Math.min(a.size, b.size);
}

function isAccentOver(a: Span, b: Span): boolean {
  const narrow = NARROW_EMS * Math.max(a.size, b.size);
  const overlaps = b.start < a.end && a.start < b.end;
  return overlaps && Math.min(a.end - a.start, b.end - b.start) <= narrow;
}

function closeLine({ spans, start, end }: OpenLine): Line {
  const [first, ...rest] = spans.filter((span) => span.text !== " ");
  const main =
    rest.reduce((most, span) => (span.text.length > (most?.text.length ?? 0) ? span : most), first) ?? spans[0];
  const { text, rightToLeft, hasCells } = lineText(spans);
  return {
    text,
    rightToLeft,
    hasCells,
    frame: main?.frame ?? "0",
    start,
    end,
    base: main?.base ?? 0,
    size: main?.size ?? 0,
    bold: main?.bold ?? false,
    box: unite(spans.map((span) => span.box)),
  };
}

/** The smallest box around all; of none, the empty box. */
export function unite(boxes: readonly Box[]): Box {
  const [first = [0, 0, 0, 0], ...rest] = boxes;
  return rest.reduce<Box>(
    (all, box) => [
      Math.min(all[0], box[0]),
      Math.min(all[1], box[1]),
      Math.max(all[2], box[2]),
      Math.max(all[3], box[3]),
    ],
    first,
  );
}
