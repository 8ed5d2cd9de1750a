/** What may be a document's title: the largest texts of its first page's upper part, mastheads and letterheads apart. */
import type { EdgeBlock, LaidOutBlock, LaidOutPage, PageSummary, TitleCandidate } from "../contracts/block.ts";
import type { Box } from "../contracts/box.ts";
import { foldHeading } from "./heading.ts";

/** So many are told of each page: the largest. */
const MAX_CANDIDATES = 3;
/** Titles stand in this share of the page's height, mastheads and letterheads in this. */
const UPPER_SHARE = 0.6;
const HEAD_SHARE = 0.13;
/** How near to a picture a name stands that belongs to it, in ems. */
const BESIDE_EMS = 1.2;
/** How much larger than the body a title is set. */
const TITLE_LARGER = 1.12;
/** A title that the document states itself is told by so many letters and digits at least. */
const SAID_CHARACTERS = 9;
/** What is set at the head of a page for its own sake is so short; a title below it, that many times as long. */
const MAST_CHARACTERS = 24;
const MUCH_LONGER = 3;

/** Those that may be the title of a document that begins with this page, the likeliest first. */
export function titleCandidates(page: LaidOutPage): PageSummary["titles"] {
  const pictures = page.blocks.flatMap(({ block }) => (block.type === "figure" ? [block.box] : []));
  const likely: LaidOutBlock[] = [];
  for (const laid of page.blocks) {
    if (laid.block.box[1] >= UPPER_SHARE * page.height || !mayBeTitle(laid)) continue;
    const at = likely.findIndex((other) => isMoreOfATitle(laid, other));
    likely.splice(at < 0 ? likely.length : at, 0, laid);
    likely.length = Math.min(likely.length, MAX_CANDIDATES);
  }
  return likely.map(({ block, hints }, at) => ({
    id: block.id,
    size: hints.size,
    look: hints.look,
    text: block.text.slice(0, 200),
    mast:
      block.box[3] < HEAD_SHARE * page.height &&
      block.text.length <= MAST_CHARACTERS &&
      (pictures.some((picture) => standsBeside(block.box, picture, hints.size)) ||
        (block.box[0] > page.width / 2 &&
          likely.slice(at + 1).some((other) => isMuchLonger(other, block.text.length)))),
  }));
}

/** Larger; or about as large and much longer: a word above the title names the kind of document. */
function isMoreOfATitle({ block, hints }: LaidOutBlock, best: LaidOutBlock): boolean {
  const ratio = hints.size / best.hints.size;
  return ratio > 1.06 || (ratio > 0.94 && block.text.length > 2 * best.block.text.length);
}

function isMuchLonger({ block }: LaidOutBlock, length: number): boolean {
  return block.text.length > MUCH_LONGER * length;
}

/** A name in the rows of a picture and close to it: the two are one sign. */
function standsBeside(box: Box, picture: Box, size: number): boolean {
  const gap = Math.max(picture[0] - box[2], box[0] - picture[2]);
  const shared = Math.min(box[3], picture[3]) - Math.max(box[1], picture[1]);
  return gap <= BESIDE_EMS * size && gap >= -size && shared > 0.5 * (box[3] - box[1]);
}

function mayBeTitle({ block, hints }: LaidOutBlock): boolean {
  return (
    block.type === "paragraph" &&
    hints.lines <= 6 &&
    block.text.length >= 4 &&
    block.text.length <= 300 &&
    /\p{L}{2}/u.test(block.text)
  );
}

/**
 * The title among those of the first page: what the document states as its title, or else the first that is no masthead. `gone` are
 * running heads; `stated` may be wrong, and is believed only where the page bears it out.
 */
export function findTitle(
  candidates: readonly TitleCandidate[],
  gone: ReadonlySet<string>,
  bodySize: number,
  stated: string | null,
): TitleCandidate | null {
  const likely = candidates.filter(({ id }) => !gone.has(id));
  const said = stated === null ? "" : foldHeading(stated);
  const named = likely.filter(({ text, size }) => size >= bodySize && isSaid(foldHeading(text), said));
  const longest = named.reduce<TitleCandidate | null>(
    (best, one) => (one.text.length > (best?.text.length ?? 0) ? one : best),
    null,
  );
  return longest ?? likely.find(({ size, mast }) => !mast && size >= TITLE_LARGER * bodySize) ?? null;
}

/** Shorter ones may stand in a running head for another reason. */
const HEAD_CHARACTERS = 6;

/**
 * A title that only the running heads show: that of the first page begins with what the document states as its title. Null when the page shows the
 * title otherwise.
 */
export function titleInHead(
  edges: readonly EdgeBlock[],
  gone: ReadonlySet<string>,
  found: TitleCandidate | null,
  stated: string | null,
): { readonly id: string; readonly characters: number } | null {
  const said = stated?.trim().toLowerCase() ?? "";
  if (said.length < HEAD_CHARACTERS || !/\p{L}{2}/u.test(said)) return null;
  if (found !== null && isSaid(foldHeading(found.text), foldHeading(said))) return null;
  const head = edges.find(
    ({ id, edge, text }) =>
      gone.has(id) &&
      edge === "top" &&
      text.toLowerCase().startsWith(said) &&
      !/[\p{L}\p{N}]/u.test(text[said.length] ?? ""),
  );
  return head === undefined ? null : { id: head.id, characters: said.length };
}

function isSaid(text: string, said: string): boolean {
  return (
    text.length >= SAID_CHARACTERS && said.length >= SAID_CHARACTERS && (said.startsWith(text) || text.startsWith(said))
  );
}
