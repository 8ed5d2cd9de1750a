/** Which settings are those of headings, and of which level: by how they stand out from the body, how little is set in them, and how it is numbered. */
import type { DocumentStyle, LookCount, PageSummary } from "../../contracts/block.ts";

const MAX_LEVELS = 6;
/** Those with most characters: no document has more kinds of headings. */
const MAX_LOOKS = 400;
/** Headings are set at least this much larger than the body; bold ones may be a little smaller. */
const LARGER = 1.06;
const BOLD_SMALLER = 0.9;
/** Bold ones in a font that looks larger than it is. */
const MUCH_SMALLER = 0.7;
/** A setting that carries more of the text is the body's or a note's. */
const MAX_SHARE = 0.22;
/** Of what is set in a heading's look, this much stands in short blocks of its own. */
const MIN_SHORT = 0.6;

interface Look {
  readonly size: number;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly capitals: boolean;
  readonly font: string;
}

/** What most of the document is set in. */
export interface Body {
  readonly size: number;
  readonly look: string;
  /** All looks of the document, those with most characters first. */
  readonly counts: readonly LookCount[];
}

export function settleBody(summaries: readonly PageSummary[]): Body {
  const counts = addUp(summaries);
  const size = usualSize(counts);
  const body = counts
    .filter(({ look }) => parse(look).size === size)
    .reduce<LookCount | undefined>((most, one) => (one.characters > (most?.characters ?? 0) ? one : most), undefined);
  return { size, look: body?.look ?? "", counts };
}

/** Looks of headings with their levels, the highest first. `titleLook` is no level of its own where only the title is set in it. */
export function settleHeadings({ size, look, counts }: Body, titleLook: string | undefined): DocumentStyle["headings"] {
  const total = counts.reduce((sum, { characters }) => sum + characters, 0);
  const chosen = counts.filter(
    (count) => isHeading(count, parse(look), size, total) && !(count.look === titleLook && count.short_blocks <= 1),
  );
  return giveLevels(chosen.slice(0, MAX_LOOKS));
}

function addUp(summaries: readonly PageSummary[]): LookCount[] {
  const byLook = new Map<string, LookCount>();
  for (const count of summaries.flatMap(({ looks }) => looks)) {
    const sum = byLook.get(count.look) ?? {
      look: count.look,
      characters: 0,
      short_characters: 0,
      short_blocks: 0,
      leads: 0,
      numbered: [],
    };
    sum.characters += count.characters;
    sum.short_characters += count.short_characters;
    sum.short_blocks += count.short_blocks;
    sum.leads += count.leads;
    for (const [depth, number] of count.numbered.entries()) sum.numbered[depth] = (sum.numbered[depth] ?? 0) + number;
    byLook.set(count.look, sum);
  }
  return [...byLook.values()].sort((a, b) => b.characters - a.characters || (a.look < b.look ? -1 : 1));
}

function usualSize(counts: readonly LookCount[]): number {
  const bySize = new Map<number, number>();
  for (const { look, characters } of counts)
    bySize.set(parse(look).size, (bySize.get(parse(look).size) ?? 0) + characters);
  return [...bySize].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

function parse(look: string): Look {
  const [size = "0", marks = "", font = ""] = look.split("|");
  return {
    size: Number(size),
    bold: marks.includes("b"),
    italic: marks.includes("i"),
    capitals: marks.includes("c"),
    font,
  };
}

function isHeading(count: LookCount, body: Look, bodySize: number, total: number): boolean {
  if (
    count.short_blocks === 0 ||
    count.characters > MAX_SHARE * total ||
    count.short_characters < MIN_SHORT * count.characters
  )
    return false;
  const look = parse(count.look);
  const numbered = count.numbered.reduce((sum, number) => sum + number, 0);
  const leads = count.leads / count.short_blocks;
  if (look.size >= LARGER * bodySize) return true;
  if (look.size < BOLD_SMALLER * bodySize + 0.01) {
    const other = look.bold || look.font !== body.font;
    return (
      other &&
      look.size >= MUCH_SMALLER * bodySize &&
      count.short_blocks >= 2 &&
      leads >= 0.55 &&
      count.short_characters >= 0.9 * count.characters
    );
  }
  if (look.bold && !body.bold) return leads >= 0.25;
  if (look.capitals && !body.capitals && count.short_blocks >= 2) return leads >= 0.4;
  const apart = look.font !== body.font || look.italic !== body.italic;
  return (
    apart &&
    look.size >= 0.97 * bodySize &&
    (numbered >= 0.5 * count.short_blocks || (count.short_blocks >= 2 && leads >= 0.6))
  );
}

/** Larger before smaller, bold before light, capitals before small letters, upright before italic. Numbers overrule that. */
function giveLevels(chosen: readonly LookCount[]): DocumentStyle["headings"] {
  const ranked = chosen
    .map((count) => ({ count, look: parse(count.look), depth: usualDepth(count) }))
    .sort((a, b) => rank(b.look) - rank(a.look) || (a.count.look < b.count.look ? -1 : 1));
  const headings: { look: string; level: number }[] = [];
  let level = 0;
  let before: number | undefined;
  for (const { count, look, depth } of ranked) {
    const value = rank(look);
    if (before === undefined || before - value > 0.01) level += 1;
    before = value;
    headings.push({ look: count.look, level: Math.min(MAX_LEVELS, depth === 0 ? level : depth) });
  }
  return headings;
}

function rank({ size, bold, italic, capitals }: Look): number {
  return size * 10 + (bold ? 2 : 0) + (capitals ? 1 : 0) - (italic ? 1 : 0);
}

/** Of how many parts the numbers of most headings in this look are; 0 when most have none. */
function usualDepth({ numbered, short_blocks }: LookCount): number {
  const most = numbered.reduce((best, number, at) => (number > (numbered[best] ?? 0) ? at : best), 0);
  return (numbered[most] ?? 0) >= 0.5 * short_blocks ? most + 1 : 0;
}
