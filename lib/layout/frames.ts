/** The frames of a page: the one that most of its text runs in first; and what is hidden, apart. */
import type { PageContent } from "../contracts/page-content.ts";
import { type Frame, type FrameTurn, frameOf, makeFrame } from "./frame.ts";
import { findHidden, type HiddenReason } from "./hidden.ts";

export interface PageFrames {
  /** Never empty: a page without text has one frame without glyphs. */
  readonly frames: readonly [Frame, ...Frame[]];
  /** Text at odd angles, in content-stream order: stamps and the like. */
  readonly slanted: readonly number[];
  readonly hidden: ReadonlyMap<number, HiddenReason> | undefined;
}

export function splitIntoFrames(page: PageContent): PageFrames {
  const hidden = findHidden(page);
  const turns = page.styles.map(frameOf);
  const { glyphs } = page;
  if (hidden === undefined && turns.every((turn) => turn === 0))
    return { frames: [makeFrame(page, 0, undefined)], slanted: [], hidden };
  const chosen = new Map<FrameTurn, number[]>();
  const slanted: number[] = [];
  // Glyphs of one style mostly follow each other: their list need not be sought for each.
  let style = -1;
  let list = slanted;
  for (let at = 0; at < glyphs.count; at++) {
    if (hidden?.has(at)) continue;
    const next = glyphs.style[at] ?? 0;
    if (next !== style) {
      style = next;
      const turn = turns[style];
      list = turn === undefined ? slanted : listOf(turn, chosen);
    }
    list.push(at);
  }
  const frames = [...chosen]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([turn, list]) => makeFrame(page, turn, Uint32Array.from(list)));
  const [first = makeFrame(page, 0, new Uint32Array(0)), ...rest] = frames;
  return { frames: [first, ...rest], slanted, hidden };
}

function listOf(turn: FrameTurn, lists: Map<FrameTurn, number[]>): number[] {
  const known = lists.get(turn);
  if (known !== undefined) return known;
  const list: number[] = [];
  lists.set(turn, list);
  return list;
}
