/** Paragraphs: lines that follow each other at one distance, in one size, from one margin. */
import type { LaidOutBlock } from "../contracts/block.ts";
import { type Line, unite } from "./line.ts";
import { joinWithoutSpace } from "./script.ts";
import { isUpright } from "./span.ts";

/** Farthest distance of two lines of a paragraph, in ems of its size. */
const MAX_LEADING_EMS = 1.8;
/** Rows of a table may stand farther apart. */
const MAX_ROW_LEADING_EMS = 2.6;
const LEADING_TOLERANCE_EMS = 0.3;
const INDENT_EMS = 0.8;
const ALIGNED_EMS = 0.3;
const SIZE_TOLERANCE = 0.1;
/** A line that ends this share of the width before the margin is the last one, if it also ends a sentence. */
const SHORT_LINE = 0.25;

const BULLET = /^[•‣◦▪■●○–—*·] ?/u;
const NUMBERED = /^\(?[0-9a-zA-Z]{1,3}[.)] /;
const SENTENCE_END = /[.!?:;。！？؟]["'”’»)\]]?$/u;
const HYPHEN_END = /\p{L}[-\u2010\u00AD]$/u;
const LOWER_START = /^\p{Ll}/u;
/** What goes on in the next line without a space: a compound, a range, an address. */
const OPEN_END = /[\p{L}\p{Nd}][-\u2010\u2011–—]$|[^ ]\/$/u;
const WORD_START = /^[\p{L}\p{Nd}]/u;

/**
 * A paragraph that still grows, with what the next line is compared to: kept as it grows, so the work stays linear.
 * Positions are counted from the margin where lines begin: see `nearOf` and `farOf`.
 */
interface OpenBlock {
  readonly lines: Line[];
  readonly first: Line;
  last: Line;
  /** Distance of the last two baselines; undefined while there is one line. */
  leading: number | undefined;
  /** Where the lines begin, a first one left out that hangs out for its mark. */
  margin: number;
  /** Where the longest line ends. */
  far: number;
  /** Whether lines after the first begin at different places. */
  ragged: boolean;
}

/** Groups consecutive lines; the order stays. */
export function buildBlocks(lines: readonly Line[]): LaidOutBlock[] {
  const blocks: OpenBlock[] = [];
  for (const line of lines) {
    const open = blocks.at(-1);
    if (open !== undefined && continues(open, line)) {
      extend(open, line);
    } else {
      blocks.push(begin(line));
    }
  }
  return blocks.map((block) => toBlock(block.lines, block.first));
}

/** Where a line begins, growing in the direction of reading. */
function nearOf(line: Line): number {
  return line.rightToLeft ? -line.end : line.start;
}

/** Where a line ends, growing in the direction of reading. */
function farOf(line: Line): number {
  return line.rightToLeft ? -line.start : line.end;
}

function begin(line: Line): OpenBlock {
  const margin = isMarked(line) ? Number.POSITIVE_INFINITY : nearOf(line);
  return { lines: [line], first: line, last: line, leading: undefined, margin, far: farOf(line), ragged: false };
}

function extend(block: OpenBlock, line: Line): void {
  block.ragged ||= block.lines.length > 1 && Math.abs(nearOf(line) - nearOf(block.last)) > ALIGNED_EMS * line.size;
  block.lines.push(line);
  block.leading = line.base - block.last.base;
  block.last = line;
  block.margin = Math.min(block.margin, nearOf(line));
  block.far = Math.max(block.far, farOf(line));
}

function isMarked(line: Line): boolean {
  return BULLET.test(line.text) || NUMBERED.test(line.text);
}

function continues(block: OpenBlock, line: Line): boolean {
  const { last } = block;
  if (last.frame !== line.frame || last.hasCells !== line.hasCells || last.bold !== line.bold) {
    return false;
  }
  const sameSize = Math.abs(last.size - line.size) <= SIZE_TOLERANCE * Math.max(last.size, line.size);
  const overlaps = Math.min(last.end, line.end) > Math.max(last.start, line.start);
  return sameSize && overlaps && leadingFits(block, line) && (line.hasCells || !beginsParagraph(block, line));
}

function leadingFits(block: OpenBlock, line: Line): boolean {
  const leading = line.base - block.last.base;
  const limit = (line.hasCells ? MAX_ROW_LEADING_EMS : MAX_LEADING_EMS) * line.size;
  const steady =
    line.hasCells ||
    block.leading === undefined ||
    Math.abs(leading - block.leading) <= LEADING_TOLERANCE_EMS * line.size;
  return leading > 0 && leading <= limit && steady;
}

function beginsParagraph(block: OpenBlock, line: Line): boolean {
  const nextItem = BULLET.test(line.text) || (NUMBERED.test(line.text) && NUMBERED.test(block.first.text));
  return nextItem || isIndented(block, line) || endsShort(block);
}

/** Whether the line starts inside the margin, and not because its block is centred or set flush to the far margin. */
function isIndented(block: OpenBlock, line: Line): boolean {
  const { first, last, lines } = block;
  const indented = nearOf(line) - block.margin > INDENT_EMS * line.size;
  const centred = Math.abs(first.start + first.end - line.start - line.end) <= line.size;
  const sameEnd = Math.abs(farOf(last) - farOf(line)) <= ALIGNED_EMS * line.size;
  const flushFar = sameEnd && (lines.length <= 2 || block.ragged);
  return indented && !centred && !flushFar;
}

/** Whether the last line leaves much of the width empty and ends a sentence. */
function endsShort({ margin, far, last }: OpenBlock): boolean {
  const rest = far - farOf(last);
  return rest > SHORT_LINE * (far - Math.min(margin, nearOf(last))) && SENTENCE_END.test(last.text);
}

function toBlock(lines: readonly Line[], first: Line): LaidOutBlock {
  const longest = lines.reduce((most, line) => (line.text.length > most.text.length ? line : most));
  const [left, top, right, bottom] = unite(lines.map((line) => line.box));
  return {
    text: joinLines(lines, first.hasCells).replaceAll("\u00AD", ""),
    box: [rounded(left), rounded(top), rounded(right), rounded(bottom)],
    font_size: rounded(longest.size),
    bold: first.bold,
    turned: !isUpright(first.frame),
    lines: lines.length,
  };
}

/**
 * Rows keep their lines. Otherwise a word parted by a hyphen that goes on in small letters is joined, scripts without
 * spaces go on directly, as does a compound after its hyphen, and all else after a space.
 */
function joinLines(lines: readonly Line[], asRows: boolean): string {
  const texts = lines.map((line) => line.text);
  if (asRows) {
    return texts.join("\n");
  }
  return texts.map((text, index) => joinedTo(text, texts[index + 1])).join("");
}

function joinedTo(text: string, next: string | undefined): string {
  if (next === undefined) {
    return text;
  }
  if (HYPHEN_END.test(text.slice(-4)) && LOWER_START.test(next)) {
    return text.slice(0, -1);
  }
  const open = OPEN_END.test(text.slice(-4)) && WORD_START.test(next);
  return open || joinWithoutSpace(text, next) ? text : `${text} `;
}

function rounded(points: number): number {
  return Math.round(points * 100) / 100;
}
