/** What the tags of all pages say of the headings: how they are set, and of which level they are. */
import type { DocumentStyle, LaidOutBlock, PageSummary, TaggedLook } from "../../contracts/block.ts";
import { mayBeHeading } from "../heading.ts";

const MAX_TAGGED = 40;
/** Fewer headings than this say nothing of how headings are set. */
const MIN_HEADINGS = 4;
/** So many blocks of one look must be tagged as headings for all of them to be such. */
const MIN_SHARE = 0.5;
/** `H` and `Title` have no number. */
const UNNUMBERED_LEVEL = 1;

/** The level that a tag names, if it is one of a heading. */
export function levelOfRole(role: string | null): number | undefined {
  if (role === "H" || role === "Title") return UNNUMBERED_LEVEL;
  return role !== null && /^H[1-6]$/.test(role) ? Number(role[1]) : undefined;
}

/** Of one page: the looks of what may be a heading, with the level of its tag; 0 for what is tagged as something else. */
export function countTagged(blocks: readonly LaidOutBlock[]): TaggedLook[] {
  const counts = new Map<string, TaggedLook>();
  for (const laid of blocks) {
    const { look, role } = laid.hints;
    if (role === null || role === "TOC" || !mayBeHeading(laid)) continue;
    const level = levelOfRole(role) ?? 0;
    const key = `${level}|${look}`;
    counts.set(key, { look, level, blocks: (counts.get(key)?.blocks ?? 0) + 1 });
  }
  return [...counts.values()].slice(0, MAX_TAGGED);
}

export interface TaggedHeadings {
  /** The least level that is used: that of chapters. */
  readonly least: number;
  /** Looks with the level that most of their headings have. */
  readonly looks: ReadonlyMap<string, number>;
  /** Looks of short blocks of which none is a heading. */
  readonly others: ReadonlySet<string>;
}

/** Undefined where too few headings are tagged. `title` is the title's block: its tag is none of a chapter. */
export function settleTagged(summaries: readonly PageSummary[]): TaggedHeadings | undefined {
  const byLook = new Map<string, Map<number, number>>();
  for (const { look, level, blocks } of summaries.flatMap(({ tagged }) => tagged)) {
    const levels = byLook.get(look) ?? new Map<number, number>();
    levels.set(level, (levels.get(level) ?? 0) + blocks);
    byLook.set(look, levels);
  }
  const looks = new Map<string, number>();
  const others = new Set<string>();
  const perLevel = new Map<number, number>();
  for (const [look, levels] of byLook) {
    const none = levels.get(0) ?? 0;
    const [best, all] = mostUsed(levels);
    if (all === 0 && none >= 2) others.add(look);
    else if (all >= MIN_SHARE * (all + none)) looks.set(look, best);
    for (const [level, blocks] of levels) if (level > 0) perLevel.set(level, (perLevel.get(level) ?? 0) + blocks);
  }
  const total = [...perLevel.values()].reduce((sum, blocks) => sum + blocks, 0);
  if (total < MIN_HEADINGS) return;
  // A level used once, above all others, is the title's.
  const used = [...perLevel].sort(([a], [b]) => a - b);
  const [first, second] = used;
  const least = first !== undefined && first[1] === 1 && second !== undefined ? second[0] : (first?.[0] ?? 1);
  return { least, looks, others };
}

function mostUsed(levels: ReadonlyMap<number, number>): readonly [number, number] {
  let [best, most, all] = [0, 0, 0];
  for (const [level, blocks] of levels) {
    if (level === 0) continue;
    all += blocks;
    if (blocks > most) [best, most] = [level, blocks];
  }
  return [best, all];
}

/** Headings by their look, once the tags have had their say. */
export function withTagged(
  headings: DocumentStyle["headings"],
  tagged: TaggedHeadings | undefined,
): DocumentStyle["headings"] {
  if (tagged === undefined) return headings;
  const kept = headings.filter(({ look }) => !tagged.looks.has(look) && !tagged.others.has(look));
  const said = [...tagged.looks].map(([look, level]) => ({
    look,
    level: Math.min(6, Math.max(1, level - tagged.least + 1)),
  }));
  return [...said, ...kept];
}
