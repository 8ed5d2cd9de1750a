/** Running heads, feet and page numbers: what stands at one place at the edge of many pages. */
import type { DocumentStyle, EdgeBlock, PageSummary } from "../../contracts/block.ts";

type Furniture = DocumentStyle["furniture"][number];

/** Numbers of pages, alone or with a word: `12`, `- 12 -`, `Page 3 of 9`, `xii`. */
const PAGE_NUMBER =
  /^(?:[-–—|[(\s]*)(?:page|seite|página|pagina|p\.?|s\.?|第)?\s{0,3}(?:\d{1,5}|[ivxlc]{1,7})\s{0,3}(?:页|頁|ページ)?(?:\s{0,3}(?:of|von|de|di|sur|\/|\|)\s{0,3}\d{1,5})?(?:[-–—|\])\s]*)$/iu;
/** How far the same text may be off from one page to another, in points. */
const SAME_PLACE = 14;
/** Text that changes from page to page counts when its place and setting are those of this share of the pages. */
const PLACE_SHARE = 0.6;
const MIN_PLACE_PAGES = 4;
/** The first page's head often says more than the others': it counts when it begins like one of them. */
const PREFIX = 26;
/** A line alone in the margin of a page is a running head or foot when it is set this much smaller than the text. */
const SMALL = 0.93;
/** Below the text it need only be not much larger: no heading and no title stands there. */
const NO_LARGER = 1.25;

/** A block at the edge of a page, with what it is compared by: worked out once, for each is compared with many. */
interface Seen {
  readonly edge: EdgeBlock;
  /** Counted from 0. */
  readonly page: number;
  readonly key: string;
  readonly size: number;
}

/** What is left out of the running text. Text counts when it stands on two pages of a short document, on three of a longer one. */
export function settleFurniture(summaries: readonly PageSummary[], bodySize: number): Furniture[] {
  const all = summaries.flatMap(({ edges }, page) =>
    edges.map((edge): Seen => ({ edge, page, key: textKey(edge), size: sizeOf(edge) })),
  );
  const repeated = repeatedTexts(all, summaries.length);
  const placed = repeatedPlaces(all, summaries.length);
  const known = all.filter((seen) => repeated.has(seen));
  const prefixes = new Set(known.map(({ key }) => key.slice(0, PREFIX)).filter((key) => key.length === PREFIX));
  const largest = known.reduce((most, { size }) => Math.max(most, size), 0);
  const varied = ({ edge, key, size }: Seen): boolean =>
    edge.lines <= 2 && size <= (1 + SAME_SIZE) * largest && prefixes.has(key.slice(0, PREFIX));
  const imprint = imprintOf(summaries.length, new Set(known.map(({ edge }) => core(edge.text))), bodySize);
  const furniture: Furniture[] = [];
  for (const seen of all) {
    const { edge, page, size } = seen;
    const number = PAGE_NUMBER.test(edge.text) && edge.lines <= 1;
    if (number && (edge.place <= 1 || repeated.has(seen))) furniture.push({ id: edge.id, type: "page_number" });
    else if (
      repeated.has(seen) ||
      placed(edge) ||
      varied(seen) ||
      (page === 0 && imprint(seen)) ||
      (edge.apart && size <= (edge.edge === "top" ? SMALL : NO_LARGER) * bodySize)
    )
      furniture.push({ id: edge.id, type: edge.edge === "top" ? "header" : "footer" });
  }
  return leavesText(summaries, furniture) ? furniture : [];
}

/** Where a publication is to be found: these stand in no running text at the edge of a page. */
const SERIAL = /\bissn\b|\bdoi\b|\b10\.\d{4,9}\//i;
const ADDRESS = /\bhttps?:\/\/|\bwww\.|\bvol(?:ume)?\.?\s?\d/i;
const MIN_NAME = 8;
const MIN_IMPRINT_PAGES = 3;

/** What the first page says of the publication above its text and below it: the name that its running heads repeat, volume, number, address. */
function imprintOf(pages: number, names: ReadonlySet<string>, bodySize: number): (seen: Seen) => boolean {
  const telling = [...names].filter((name) => name.length >= MIN_NAME);
  return ({ edge, size }) => {
    if (pages < MIN_IMPRINT_PAGES || edge.lines > 2 || size > NO_LARGER * bodySize) return false;
    if (SERIAL.test(edge.text) || (edge.edge === "top" && ADDRESS.test(edge.text))) return true;
    const text = core(edge.text);
    return telling.some((name) => text.includes(name));
  };
}

/** Whether anything is left: what stands at the edge of pages that hold nothing else is their text. */
function leavesText(summaries: readonly PageSummary[], furniture: readonly Furniture[]): boolean {
  const gone = new Set(furniture.map(({ id }) => id));
  return summaries.some(
    ({ characters, edges }) =>
      characters > edges.reduce((sum, { id, text }) => sum + (gone.has(id) ? text.length : 0), 0),
  );
}

/** The title of a document is also its running head: they differ in size. */
const SAME_SIZE = 0.15;

function sizeOf({ look }: EdgeBlock): number {
  return Number.parseFloat(look) || 0;
}

/** Digits count as one: they number the pages, and stand before a running head or after it, or apart from it. */
function textKey({ edge, text }: EdgeBlock): string {
  return `${edge}|${core(text)}`;
}

function core(text: string): string {
  const folded = text.toLowerCase().replace(/\d+/g, "#").replace(/\s+/g, " ").trim();
  return folded.match(/\p{L}(?:.*\p{L})?/u)?.[0] ?? folded;
}

/** Those whose text stands at about the same place and in about the same size on enough pages. */
function repeatedTexts(all: readonly Seen[], pages: number): ReadonlySet<Seen> {
  const alike = Map.groupBy(all, ({ key }) => key);
  const least = pages <= 8 ? 2 : 3;
  return new Set(all.filter((seen) => isRepeated(seen, alike.get(seen.key) ?? [], least)));
}

/** Looks no further than to the last one that is needed: mostly they are the first ones. */
function isRepeated({ edge, size }: Seen, others: readonly Seen[], least: number): boolean {
  let found = 0;
  for (const other of others) {
    if (Math.abs(other.edge.y - edge.y) > SAME_PLACE || Math.abs(other.size - size) > SAME_SIZE * other.size) continue;
    found += 1;
    if (found >= least) return true;
  }
  return false;
}

/** Outermost single lines whose place and look are those of most pages: a running head that names the section. */
function repeatedPlaces(all: readonly Seen[], pages: number): (edge: EdgeBlock) => boolean {
  const counts = new Map<string, number>();
  const key = ({ edge, y, look }: EdgeBlock): string => `${edge}|${Math.round(y / 2)}|${look}`;
  const outermost = (edge: EdgeBlock): boolean => edge.place === 0 && edge.lines === 1;
  for (const { edge } of all) if (outermost(edge)) counts.set(key(edge), (counts.get(key(edge)) ?? 0) + 1);
  return (edge) => {
    const count = outermost(edge) ? (counts.get(key(edge)) ?? 0) : 0;
    return count >= MIN_PLACE_PAGES && count >= PLACE_SHARE * pages;
  };
}
