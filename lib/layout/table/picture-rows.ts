/** Ruled tables whose first or last row holds a picture: a head of symbols over columns of text. What is below or above it is a table of its own. */
import type { Box } from "../../contracts/box.ts";
import type { Edge } from "./edge.ts";
import type { FoundTable } from "./found-table.ts";
import type { Lattice } from "./lattice.ts";
import { latticeTables } from "./lattice-table.ts";
import { fullRules } from "./open-table.ts";
import type { WordIndex } from "./word-index.ts";

/** Lines this near to each other are one. */
const SAME_POINTS = 3;

/** The tables of a lattice, or of what is left of it without the rows of pictures. */
export function tablesBesidePictures(
  lattice: Lattice,
  index: WordIndex,
  isFigure: (box: Box) => boolean,
): FoundTable[] | "drawing" {
  const tables = latticeTables(lattice, index, isFigure);
  const rest = tables === "drawing" ? withoutPictureRows(lattice, isFigure) : undefined;
  return rest === undefined ? tables : latticeTables(rest, index, isFigure);
}

/** A lattice without the rows at its ends that hold pictures. Undefined when there are none such, or when what is left is a picture too or the smaller part: a chart stands above its legend. */
function withoutPictureRows({ box, edges }: Lattice, isFigure: (box: Box) => boolean): Lattice | undefined {
  const [left, top, right, bottom] = box;
  const inner = fullRules(edges.horizontal, box).filter((at) => at > top + SAME_POINTS && at < bottom - SAME_POINTS);
  const lines = [top, ...inner, bottom];
  const band = (at: number): Box => [left, lines[at] ?? top, right, lines[at + 1] ?? bottom];
  let first = 0;
  let last = inner.length;
  if (last === 0) return;
  if (isFigure(band(first))) first += 1;
  else if (isFigure(band(last))) last -= 1;
  const rest: Box = [left, lines[first] ?? top, right, lines[last + 1] ?? bottom];
  const cut = bottom - top - (rest[3] - rest[1]);
  if (cut <= SAME_POINTS || rest[3] - rest[1] < cut || isFigure(rest)) return;
  return {
    box: rest,
    edges: {
      horizontal: edges.horizontal.filter(({ at }) => at >= rest[1] - SAME_POINTS && at <= rest[3] + SAME_POINTS),
      vertical: edges.vertical.map((edge) => within(edge, rest[1], rest[3])).filter(({ from, to }) => to > from),
    },
  };
}

function within(edge: Edge, from: number, to: number): Edge {
  return { ...edge, from: Math.max(edge.from, from), to: Math.min(edge.to, to) };
}
