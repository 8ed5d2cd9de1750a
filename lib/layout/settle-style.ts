/** From the summaries of all pages to what holds for the whole document: body, headings, title, running heads, what crosses a page. */
import type { DocumentStyle, PageSummary } from "../contracts/block.ts";
import type { OutlineEntry } from "../contracts/outline.ts";
import { foldHeading } from "./heading.ts";
import { settleFurniture } from "./settle/furniture.ts";
import { settleBody, settleHeadings } from "./settle/headings.ts";
import { settleJoins } from "./settle/joins.ts";
import { settleTagged, withTagged } from "./tags/tagged-headings.ts";
import { findTitle, titleInHead } from "./title.ts";

/**
 * `summaries` are those of the selected pages, in the order of the pages. How they were gathered makes no difference. `outline` is the document's own,
 * `title` what it says of itself; both may be wrong, and are only believed where the pages bear them out.
 */
export function settleStyle(
  summaries: readonly PageSummary[],
  outline: readonly OutlineEntry[] = [],
  title: string | null = null,
): DocumentStyle {
  const body = settleBody(summaries);
  const chapters = chapterHeads(summaries, outline, body.size);
  const furniture = settleFurniture(summaries, body.size).filter(({ id }) => !chapters.has(id));
  const gone = new Set(furniture.map(({ id }) => id));
  const tagged = settleTagged(summaries);
  const candidates = summaries[0]?.titles ?? [];
  const shown = findTitle(candidates, gone, body.size, title);
  const head = titleInHead(summaries[0]?.edges ?? [], gone, shown, title);
  const headings = settleHeadings(body, head === null ? shown?.look : undefined);
  const found = head ?? shown;
  return {
    body_size: body.size,
    body_look: body.look,
    tag_level: tagged?.least ?? null,
    headings: withTagged(headings, tagged).map(({ look, level }) => ({
      look,
      level: Math.min(6, found === null ? level : level + 1),
    })),
    title: found?.id ?? null,
    title_characters: head?.characters ?? null,
    masts: candidates.flatMap(({ id, mast }) => (mast && id !== found?.id ? [id] : [])),
    section_looks: laterLooks(summaries.slice(1), headings),
    furniture,
    joins: settleJoins(summaries, gone, body.look),
    numbered: summaries.reduce((sum, { numbered }) => sum + numbered, 0) >= 2,
    run_ins: summaries.reduce((sum, { run_ins }) => sum + run_ins, 0) >= MIN_RUN_INS,
    outline: outlineHeadings(outline, found !== null),
  };
}

/** How much larger than the text the name of a chapter is that stands where other pages have running heads. */
const CHAPTER_LARGER = 1.15;

/** Lines at the head of the page that the outline leads to, with the entry's text, in larger type: chapters begin there, whatever else stands at that place. */
function chapterHeads(
  summaries: readonly PageSummary[],
  outline: readonly OutlineEntry[],
  bodySize: number,
): ReadonlySet<string> {
  const entries = new Set(outline.slice(0, MAX_ENTRIES).map(({ title, page }) => `${page ?? 0}|${foldHeading(title)}`));
  const heads = summaries.flatMap(({ number, edges }) =>
    edges.filter(
      ({ edge, text, look }) =>
        edge === "top" &&
        Number.parseFloat(look) >= CHAPTER_LARGER * bodySize &&
        entries.has(`${number}|${foldHeading(text)}`),
    ),
  );
  return new Set(heads.map(({ id }) => id));
}

function laterLooks(summaries: readonly PageSummary[], headings: DocumentStyle["headings"]): string[] {
  const used = new Set(
    summaries.flatMap(({ looks }) => looks.flatMap(({ look, short_blocks }) => (short_blocks > 0 ? [look] : []))),
  );
  return headings.map(({ look }) => look).filter((look) => used.has(look));
}

/** One may be anything. */
const MIN_RUN_INS = 2;

/** An outline with an entry for nearly everything is a list of bookmarks, not of headings. */
const MAX_ENTRIES = 1_000;

/** Parts of an abstract are named at the beginning of its paragraphs. They are no headings, though outlines list them. */
const ABSTRACT = /^(?:abstract|summary|zusammenfassung|resume|résumé|resumen|resumo|sommario)$/u;

function outlineHeadings(outline: readonly OutlineEntry[], titled: boolean): [string, number, number][] {
  const headings: [string, number, number][] = [];
  let abstract = Number.POSITIVE_INFINITY;
  for (const { title, level, page } of outline.slice(0, MAX_ENTRIES)) {
    const folded = foldHeading(title);
    if (level <= abstract) abstract = ABSTRACT.test(folded) ? level : Number.POSITIVE_INFINITY;
    if (folded.length >= 2 && level <= abstract)
      headings.push([folded, Math.min(6, level + (titled ? 1 : 0)), page ?? 0]);
  }
  return headings;
}
