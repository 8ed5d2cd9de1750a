/** Text that belongs to no frame: hidden text, and text at odd angles. Taken in content-stream order. */
import type { LaidOutBlock } from "../../contracts/block.ts";
import type { Box } from "../../contracts/box.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import { isSpace } from "../character.ts";
import { foldText } from "../fold-text.ts";
import type { HiddenReason } from "../hidden.ts";
import { NO_HINTS } from "./hints.ts";
import { pageBox } from "./make-block.ts";

interface Stretch {
  text: string;
  box: Box;
  readonly style: number;
  readonly reason: HiddenReason | undefined;
  /** Where the last glyph stands. */
  x: number;
  y: number;
}

/** Farther than this many ems from the glyph before it a new word begins, and a new stretch. */
const WORD_EMS = 1.3;
const STRETCH_EMS = 6;
const MAX_BLOCKS = 500;

/** One block a stretch of hidden text, with the reason. */
export function hiddenBlocks(
  page: PageContent,
  hidden: ReadonlyMap<number, HiddenReason>,
  nextId: () => string,
): LaidOutBlock[] {
  return blocksOf(page, [...hidden.keys()], nextId, hidden);
}

/** One paragraph a stretch. */
export function slantedBlocks(page: PageContent, glyphs: readonly number[], nextId: () => string): LaidOutBlock[] {
  return blocksOf(page, glyphs, nextId, undefined);
}

function blocksOf(
  page: PageContent,
  glyphs: readonly number[],
  nextId: () => string,
  hidden: ReadonlyMap<number, HiddenReason> | undefined,
) {
  const stretches: Stretch[] = [];
  for (const at of glyphs) takeGlyph(page, at, hidden?.get(at), stretches);
  return stretches
    .filter(({ text }) => text.trim() !== "")
    .slice(0, MAX_BLOCKS)
    .map((stretch): LaidOutBlock => {
      const { font = "", size = 0 } = page.styles[stretch.style] ?? {};
      const text = foldText(stretch.text).trim();
      const common = {
        id: nextId(),
        page: page.number,
        box: pageBox({ toPage: (box) => box }, stretch.box),
        text,
        spans: [{ text, font, size: Math.round(size * 10) / 10 }],
      };
      const { reason } = stretch;
      return {
        block: reason === undefined ? { type: "paragraph", ...common } : { type: "hidden", reason, ...common },
        hints: NO_HINTS,
      };
    });
}

function takeGlyph(
  { glyphs, styles }: PageContent,
  at: number,
  reason: HiddenReason | undefined,
  stretches: Stretch[],
): void {
  const [x, y] = [glyphs.x[at] ?? 0, glyphs.y[at] ?? 0];
  const box: Box = [glyphs.left[at] ?? 0, glyphs.top[at] ?? 0, glyphs.right[at] ?? 0, glyphs.bottom[at] ?? 0];
  const style = glyphs.style[at] ?? 0;
  const code = glyphs.codes[at] ?? 0;
  const character = isSpace(code) ? " " : String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd);
  const last = stretches.at(-1);
  const size = Math.max(styles[style]?.size ?? 1, 0.1);
  const distance = last === undefined ? 0 : Math.hypot(x - last.x, y - last.y);
  if (last === undefined || last.style !== style || last.reason !== reason || distance > STRETCH_EMS * size) {
    stretches.push({ text: character, box, style, reason, x, y });
    return;
  }
  last.text += distance > WORD_EMS * size && !last.text.endsWith(" ") ? ` ${character}` : character;
  last.box = [
    Math.min(last.box[0], box[0]),
    Math.min(last.box[1], box[1]),
    Math.max(last.box[2], box[2]),
    Math.max(last.box[3], box[3]),
  ];
  last.x = x;
  last.y = y;
}
