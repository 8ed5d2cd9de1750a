/** The edges of coloured grounds: a head on colour, every other row on grey. They part rows as rulings do. */
import type { Fill, Ruling } from "../../contracts/page-content.ts";
import { type Edge, GROUND_POINTS, joinEdges } from "./edge.ts";
import type { TablePage } from "./found-table.ts";

/** Smaller fills are marks and bars, in points; larger ones, as a share of the page, are its ground. */
const LEAST_WIDTH = 8;
const LEAST_HEIGHT = 6;
const MOST_PAGE_SHARE = 0.5;
const MOST_FILLS = 5_000;
const WHITE = 0xffffff;
/** Fills this near touch, in points. */
const TOUCH_POINTS = 1.5;

/** The upper and lower sides of grounds, as horizontal edges. Grounds of one colour that lie on each other count as one. */
export function fillEdges({ fills, rulings, width, height }: TablePage): Edge[] {
  const thick = rulings.filter((ruling) => ruling.width >= GROUND_POINTS).map(groundOf);
  if (fills.length + thick.length > MOST_FILLS) return [];
  const columns = new Map<string, [number, number][]>();
  for (const { box, color } of [...fills, ...thick]) {
    const [left, top, right, bottom] = box;
    if (color === WHITE || !(right - left >= LEAST_WIDTH && bottom - top >= LEAST_HEIGHT)) continue;
    if ((right - left) * (bottom - top) > MOST_PAGE_SHARE * width * height) continue;
    const key = `${Math.round(left)} ${Math.round(right)} ${color}`;
    const stack = columns.get(key);
    if (stack === undefined) columns.set(key, [[top, bottom]]);
    else stack.push([top, bottom]);
  }
  const edges: Edge[] = [];
  for (const [key, stack] of columns) {
    const [from = 0, to = 0] = key.split(" ").map(Number);
    for (const [top, bottom] of joinStack(stack))
      edges.push({ at: top, from, to, width: 0 }, { at: bottom, from, to, width: 0 });
  }
  return joinEdges(edges);
}

/** A line so thick that text stands on it. */
function groundOf({ x0, y0, x1, y1, width }: Ruling): Fill {
  const half = width / 2;
  const level = Math.abs(x1 - x0) >= Math.abs(y1 - y0);
  return { box: level ? [x0, y0 - half, x1, y0 + half] : [x0 - half, y0, x0 + half, y1], color: 0 };
}

function joinStack(stack: [number, number][]): [number, number][] {
  stack.sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [top, bottom] of stack) {
    const last = joined.at(-1);
    if (last !== undefined && top - last[1] <= TOUCH_POINTS) last[1] = Math.max(last[1], bottom);
    else joined.push([top, bottom]);
  }
  return joined;
}
