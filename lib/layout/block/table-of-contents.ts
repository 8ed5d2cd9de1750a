/** Tables of contents: short texts that end in page numbers which do not decrease. Their entries are no headings. */
import type { LaidOutBlock } from "../../contracts/block.ts";

const ENDS_IN_PAGE = /(?:[.·…_\s]|^)(\d{1,4})$/;
const MAX_CHARACTERS = 200;
/** Fewer entries are taken for what they look like. */
const MIN_ENTRIES = 4;
const MAX_HEADING = 40;
/** Blocks between two entries: lines of a long one, a heading of a part. */
const MAX_BETWEEN = 2;

/** Marks the entries by the role `TOC`. */
export function markContents(blocks: LaidOutBlock[]): LaidOutBlock[] {
  const entries = new Set<number>();
  let run: number[] = [];
  let last = 0;
  const close = (): void => {
    const [first = 0] = run;
    if (run.length >= MIN_ENTRIES)
      for (let at = isItsHeading(blocks[first - 1]) ? first - 1 : first; at <= (run.at(-1) ?? -1); at++)
        entries.add(at);
    run = [];
  };
  for (const [at, { block }] of blocks.entries()) {
    const page = block.type === "paragraph" || block.type === "list_item" ? pageOf(block.text) : undefined;
    if (page === undefined) {
      if (at - (run.at(-1) ?? at) > MAX_BETWEEN) close();
      continue;
    }
    if (page < last && run.length > 0) close();
    run.push(at);
    last = page;
  }
  close();
  return entries.size === 0
    ? blocks
    : blocks.map((laid, at) => (entries.has(at) ? { ...laid, hints: { ...laid.hints, role: "TOC" } } : laid));
}

/** What stands above the entries names the list and nothing in it. */
function isItsHeading(laid: LaidOutBlock | undefined): boolean {
  return laid?.block.type === "paragraph" && laid.hints.lines === 1 && laid.block.text.length <= MAX_HEADING;
}

function pageOf(text: string): number | undefined {
  const number = text.length <= MAX_CHARACTERS ? ENDS_IN_PAGE.exec(text.trimEnd())?.[1] : undefined;
  return number === undefined ? undefined : Number(number);
}
