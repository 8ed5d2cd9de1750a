/** Figures: what has lines and text as a table does, and curves, bars or pictures besides. */
import type { Box } from "../../contracts/box.ts";
import type { Edge } from "./edge.ts";
import type { TablePage } from "./found-table.ts";
import type { WordIndex } from "./word-index.ts";

/** Curves and slanted lines inside of a region from which on it is a chart. Small ones, in points, are its marks, or bullets; flat ones are lines. */
const CHART_DRAWINGS = 4;
const CHART_MARKS = 15;
const SMALL_POINTS = 6;
const FLAT_POINTS = 1.5;
/** The ticks of its axes. */
const CHART_TICKS = 8;
/** Grounds that nothing stands on are bars. */
const CHART_BARS = 5;
const MOST_BARS = 300;
const WHITE = 0xffffff;
/** A region covered by pictures to this share is a figure; pictures larger than the region by this factor lie behind everything. */
const PICTURE_SHARE = 0.4;
const BACKGROUND_FACTOR = 2;

/** Whether a region holds so much that is drawn that it is no table. Linear in what the page draws. */
export function isFigure(box: Box, page: TablePage, ticks: readonly Edge[], index: WordIndex): boolean {
  if (hasCurves(box, page.drawings) || countTicks(box, ticks) >= CHART_TICKS || hasBars(box, page, index)) return true;
  const area = areaOf(box);
  let covered = 0;
  for (const image of page.images) if (areaOf(image) < BACKGROUND_FACTOR * area) covered += overlap(image, box);
  return covered >= PICTURE_SHARE * area;
}

function hasCurves(box: Box, drawings: readonly Box[]): boolean {
  let curves = 0;
  let marks = 0;
  for (const drawing of drawings) {
    const wide = drawing[2] - drawing[0];
    const high = drawing[3] - drawing[1];
    if (Math.min(wide, high) <= FLAT_POINTS || !contains(box, drawing)) continue;
    if (Math.max(wide, high) < SMALL_POINTS) marks += 1;
    else curves += 1;
  }
  return curves >= CHART_DRAWINGS || marks >= CHART_MARKS;
}

/** `ticks` are upright: `at` is their x. */
function countTicks([left, top, right, bottom]: Box, ticks: readonly Edge[]): number {
  let count = 0;
  for (const { at, from, to } of ticks) if (at > left - 1 && at < right + 1 && to > top && from < bottom) count += 1;
  return count;
}

/** Whether grounds that nothing stands on begin side by side on one axis and end at different heights. */
function hasBars(box: Box, { fills }: TablePage, index: WordIndex): boolean {
  const inside = fills.filter(
    ({ box: fill, color }) => color !== WHITE && contains(box, fill) && areaOf(fill) < areaOf(box) / 2,
  );
  if (inside.length < CHART_BARS) return false;
  const bars = inside
    .slice(0, MOST_BARS)
    .map((fill) => fill.box)
    .filter((fill) => index.inside(fill).length === 0);
  return endDifferently(bars, 3, 1) || endDifferently(bars, 0, 2);
}

/** Whether so many boxes share one side that there is an axis, and their opposite sides differ. */
function endDifferently(boxes: readonly Box[], side: 0 | 3, opposite: 1 | 2): boolean {
  const ends = new Map<number, Set<number>>();
  for (const box of boxes) {
    const axis = Math.round(box[side]);
    const end = ends.get(axis);
    if (end === undefined) ends.set(axis, new Set([Math.round(box[opposite])]));
    else end.add(Math.round(box[opposite]));
  }
  return [...ends.values()].some((end) => end.size >= CHART_BARS);
}

function areaOf([left, top, right, bottom]: Box): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}

function overlap(a: Box, b: Box): number {
  return (
    Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]))
  );
}

function contains([left, top, right, bottom]: Box, inner: Box): boolean {
  const x = (inner[0] + inner[2]) / 2;
  const y = (inner[1] + inner[3]) / 2;
  return x > left && x < right && y > top && y < bottom;
}
