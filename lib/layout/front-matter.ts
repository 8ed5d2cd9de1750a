/** What stands around a title, before the text begins: the kind of article, the journal's name, authors, where they work. None of it is a heading. */
import type { DocumentStyle, LaidOutBlock, LaidOutPage } from "../contracts/block.ts";
import { headingText, mayBeHeading } from "./heading.ts";
import type { OutlineLevels } from "./outline-levels.ts";
import { levelOfRole } from "./tags/tagged-headings.ts";

/** A paragraph has so many lines at least. */
const PARAGRAPH_LINES = 3;
const ABSTRACT = /^(?:abstract|summary|zusammenfassung|résumé|resumen|resumo|sommario|riassunto)\W?$/iu;
/** When it was received and accepted: two years or more. */
const DATES = /\b(?:19|20)\d{2}\b.{1,80}\b(?:19|20)\d{2}\b/;

/**
 * The blocks of a page that are no headings, however they are set: those before the title and above it, and those between it and the text
 * that no text follows, or in whose look no later heading is set. Empty for a page that does not hold the title.
 */
export function frontMatter(page: LaidOutPage, style: DocumentStyle, outline: OutlineLevels): ReadonlySet<string> {
  const front = new Set(style.masts);
  if (style.title_characters !== null) return front;
  const at = page.blocks.findIndex(({ block }) => block.id === style.title);
  const title = page.blocks[at];
  if (title === undefined) return front;
  const isBody = ({ block, hints }: LaidOutBlock): boolean =>
    block.type === "paragraph" &&
    hints.lines >= PARAGRAPH_LINES &&
    hints.look === style.body_look &&
    block.spans[0]?.script !== "super";
  const before = page.blocks.slice(0, at);
  const [left, top, right] = title.block.box;
  // Where the text begins before the title, only what stands above the title belongs to it.
  const textBefore = before.some(isBody);
  for (const [place, { block }] of page.blocks.entries()) {
    const above = block.box[3] <= top + 1 && (!textBefore || (block.box[0] < right && block.box[2] > left));
    if (above || (place < at && !textBefore)) front.add(block.id);
  }
  const begin = page.blocks.findIndex((laid, place) => place > at && isBody(laid));
  // Where neither this page nor a later one tells how headings look, all are taken for what they look like.
  const last = style.section_looks.length > 0 ? page.blocks.length : at;
  const end = begin < 0 ? last : begin;
  const looks = new Set(style.headings.map(({ look }) => look));
  const onPage = page.blocks.slice(end).filter((laid) => mayBeHeading(laid) && looks.has(laid.hints.look));
  const later = new Set([...style.section_looks, ...onPage.map(({ hints }) => hints.look)]);
  for (let place = at + 1; place < end; place++) {
    const laid = page.blocks[place];
    if (laid !== undefined && !isSection(laid, page.blocks[place + 1], later, outline)) front.add(laid.block.id);
  }
  return front;
}

function isSection(
  laid: LaidOutBlock,
  next: LaidOutBlock | undefined,
  later: ReadonlySet<string>,
  outline: OutlineLevels,
): boolean {
  const text = headingText(laid);
  if (levelOfRole(laid.hints.role) !== undefined || ABSTRACT.test(text) || outline(text, laid.block.page) !== undefined)
    return true;
  const leads =
    next !== undefined && (next.hints.lines >= PARAGRAPH_LINES || (later.has(next.hints.look) && mayBeHeading(next)));
  const isByline = laid.block.spans.some(({ script }) => script === "super");
  return leads && later.has(laid.hints.look) && !isByline && !DATES.test(text);
}
