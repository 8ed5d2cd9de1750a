/** Figures: what has lines and text as a table does, and curves or pictures besides. */
import type { Box } from "../../contracts/box.ts";
import type { TablePage } from "./found-table.ts";

/** Curves and slanted lines inside of a region from which on it is a chart. Small ones, in points, are its marks, or bullets; flat ones are lines. */
const CHART_DRAWINGS = 4;
const CHART_MARKS = 15;
const SMALL_POINTS = 6;
const FLAT_POINTS = 1.5;
/** A region covered by pictures to this share is a figure; pictures larger than the region by this factor lie behind everything. */
const PICTURE_SHARE = 0.4;
const BACKGROUND_FACTOR = 2;

/** Whether a region holds so much that is drawn that it is no table. Linear in the page's drawings and images. */
export function isFigure(box: Box, { drawings, images }: TablePage): boolean {
  let curves = 0;
  let marks = 0;
  for (const drawing of drawings) {
    const wide = drawing[2] - drawing[0];
    const high = drawing[3] - drawing[1];
    if (Math.min(wide, high) <= FLAT_POINTS || !contains(box, drawing)) continue;
    if (Math.max(wide, high) < SMALL_POINTS) marks += 1;
    else curves += 1;
  }
  if (curves >= CHART_DRAWINGS || marks >= CHART_MARKS) return true;
  const area = areaOf(box);
  let covered = 0;
  for (const image of images) if (areaOf(image) < BACKGROUND_FACTOR * area) covered += overlap(image, box);
  return covered >= PICTURE_SHARE * area;
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
