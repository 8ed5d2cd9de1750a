/** Small boxes that are drawn to be ticked: their sides are no lines of a table around them. */
import type { Edge, Edges } from "./edge.ts";

/** The longest side of a box to tick, and how far its corners may miss each other, in points. */
const LONGEST_POINTS = 18;
const CORNER_POINTS = 1.5;
const MOST_SIDES = 600;

/** The edges without those that close a small box by four. */
export function withoutSmallBoxes(edges: Edges): Edges {
  const level = edges.horizontal.filter(isShort);
  const upright = edges.vertical.filter(isShort);
  if (level.length < 2 || upright.length < 2 || level.length + upright.length > MOST_SIDES) return edges;
  const sides = new Set<Edge>();
  for (const [at, top] of level.entries()) {
    for (const bottom of level.slice(at + 1)) {
      if (bottom.at - top.at > LONGEST_POINTS) break;
      if (!near(top.from, bottom.from) || !near(top.to, bottom.to)) continue;
      const closing = upright.filter(
        ({ at: x, from, to }) => near(from, top.at) && near(to, bottom.at) && (near(x, top.from) || near(x, top.to)),
      );
      if (closing.length > 1) for (const side of [top, bottom, ...closing]) sides.add(side);
    }
  }
  if (sides.size === 0) return edges;
  const isOther = (edge: Edge): boolean => !sides.has(edge);
  return { horizontal: edges.horizontal.filter(isOther), vertical: edges.vertical.filter(isOther) };
}

function isShort({ from, to }: Edge): boolean {
  return to - from <= LONGEST_POINTS;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= CORNER_POINTS;
}
