/** Rules that are set as text: rows of dashes, dots or underscores between the lines of a table, and the leaders between its words and numbers. */
import type { Word } from "../word.ts";
import type { Edge } from "./edge.ts";

export interface TextRules {
  readonly edges: readonly Edge[];
  /** The words that are rules or leaders. */
  readonly drawn: ReadonlySet<Word>;
  readonly others: readonly Word[];
}

const RULE = /^(?:[-_=–—]{4,}|[.·•…]{12,})$/u;
const MARKS = "-_=–—.·•…";
const LEADER = /^[.·…_]{4,}$/u;
/** The height of the stroke over the baseline, in ems. */
const DASH_EMS = 0.28;
/** A line of rules holds no other words: none on its baseline this near, in ems. */
const NEAR_EMS = 3;
const SAME_LINE_EMS = 0.4;

/** Parts the words of a page into rules, leaders and text. Linear but for the few lines that have rules. */
export function textRules(words: readonly Word[]): TextRules {
  const marks = words.filter(({ text }) => text.length > 3 && MARKS.includes(text[0] ?? ""));
  if (marks.length === 0) return { edges: [], drawn: new Set(), others: words };
  const rules = marks.filter(({ text }) => RULE.test(text));
  const leaders = marks.filter(({ text }) => LEADER.test(text));
  if (rules.length + leaders.length === 0) return { edges: [], drawn: new Set(), others: words };
  const texts = words.filter(({ text }) => !(RULE.test(text) || LEADER.test(text)));
  const edges: Edge[] = [];
  const drawn = new Set<Word>(leaders);
  const lines = new Map<number, Word[]>();
  for (const word of texts) {
    const key = Math.round(word.base / 4);
    const line = lines.get(key);
    if (line === undefined) lines.set(key, [word]);
    else line.push(word);
  }
  for (const rule of rules) {
    const key = Math.round(rule.base / 4);
    const near = [-1, 0, 1].some((step) => (lines.get(key + step) ?? []).some((word) => standsBeside(rule, word)));
    if (near) continue;
    drawn.add(rule);
    const rise = /^[-=–—]/.test(rule.text) ? DASH_EMS * rule.size : 0;
    edges.push({ at: rule.base - rise, from: rule.left, to: rule.right, width: 1 });
  }
  return { edges, drawn, others: words.filter((word) => !drawn.has(word)) };
}

function standsBeside(rule: Word, { base, left, right }: Word): boolean {
  if (Math.abs(base - rule.base) > SAME_LINE_EMS * rule.size) return false;
  return Math.max(left - rule.right, rule.left - right) < NEAR_EMS * rule.size;
}
