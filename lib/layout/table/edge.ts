/**
 * Edges: what is drawn along one axis, made regular. Producers draw a border piece by piece, cell by cell, as a dashed line or twice; after this one line is
 * one edge. The steps (snap what is nearly collinear, then join what touches) are those of Nurminen 2013.
 */
import type { Box } from "../../contracts/box.ts";
import type { Ruling } from "../../contracts/page-content.ts";

/** A straight line along an axis: at `at` across it, from `from` to `to` along it. */
export interface Edge {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Thickness. */
  readonly width: number;
}

export interface Edges {
  /** From top to bottom. */
  readonly horizontal: readonly Edge[];
  /** From left to right. */
  readonly vertical: readonly Edge[];
}

export interface DrawnEdges extends Edges {
  /** Upright ones too short to part anything: the ticks of an axis. */
  readonly ticks: readonly Edge[];
}

/** Lines closer than this are one, in points: no text fits between them. */
const SNAP_POINTS = 3;
/** Pieces of one line may lie this far apart. */
const JOIN_POINTS = 3;
/** Dots and dashes: pieces up to this long may lie as far apart as this factor of their length, or the points above. */
const DASH_POINTS = 6;
const DASH_GAP_FACTOR = 1.6;
/** What is shorter after joining is a mark, not a line. */
const SHORTEST_POINTS = 5;
const SHORTEST_TICK_POINTS = 1.5;
const LONGEST_TICK_POINTS = 7;
/** A slanted line this flat, and this long, was meant to be level. */
const FLAT_POINTS = 1.5;
const LEAST_FLAT_POINTS = 12;
/** A thicker line is the ground of what stands on it. */
export const GROUND_POINTS = 6;
/** A page with more rulings is a drawing; so is one on which more lines than this are left. */
const MOST_RULINGS = 25_000;
const MOST_EDGES = 2_500;

/** The rulings of a page, and drawings that are almost level, as edges; none when there are so many that they can only be a drawing. Near-linear in the rulings. */
export function edgesOf(rulings: readonly Ruling[], drawings: readonly Box[]): DrawnEdges {
  const horizontal: Edge[] = [];
  const vertical: Edge[] = [];
  if (rulings.length + drawings.length > MOST_RULINGS) return { horizontal, vertical, ticks: [] };
  for (const [left, top, right, bottom] of drawings) {
    const flat = bottom - top <= FLAT_POINTS && right - left >= LEAST_FLAT_POINTS;
    if (flat) horizontal.push({ at: (top + bottom) / 2, from: left, to: right, width: bottom - top });
  }
  for (const { x0, y0, x1, y1, width } of rulings) {
    const wide = Math.abs(x1 - x0);
    const high = Math.abs(y1 - y0);
    if (!Number.isFinite(wide + high + x0 + y0 + width) || width >= GROUND_POINTS) continue;
    if (wide >= high) horizontal.push({ at: (y0 + y1) / 2, from: Math.min(x0, x1), to: Math.max(x0, x1), width });
    else vertical.push({ at: (x0 + x1) / 2, from: Math.min(y0, y1), to: Math.max(y0, y1), width });
  }
  const upright = joinEdges(vertical, SHORTEST_TICK_POINTS);
  const ticks = upright.filter(({ from, to }) => to - from <= LONGEST_TICK_POINTS);
  const edges = {
    horizontal: joinEdges(horizontal),
    vertical: upright.filter(({ from, to }) => to - from >= SHORTEST_POINTS),
  };
  if (edges.horizontal.length + edges.vertical.length > MOST_EDGES) return { horizontal: [], vertical: [], ticks };
  return { ...edges, ticks };
}

/** Snaps and joins edges of one direction; sorted by place, then from left to right (top to bottom). */
export function joinEdges(edges: readonly Edge[], shortest = SHORTEST_POINTS): Edge[] {
  const sorted = edges.toSorted((a, b) => a.at - b.at);
  const joined: Edge[] = [];
  for (let from = 0; from < sorted.length; ) {
    const first = sorted[from];
    let to = from + 1;
    while (to < sorted.length && (sorted[to]?.at ?? 0) - (first?.at ?? 0) <= SNAP_POINTS) to += 1;
    joinCollinear(sorted.slice(from, to), shortest, joined);
    from = to;
  }
  return joined;
}

/** Joins edges that lie on one line; appends them to `joined`. */
function joinCollinear(edges: Edge[], shortest: number, joined: Edge[]): void {
  edges.sort((a, b) => a.from - b.from);
  let open: { from: number; to: number; width: number; weight: number; sum: number; last: number } | undefined;
  const close = (): void => {
    if (open === undefined || open.to - open.from < shortest) return;
    joined.push({ at: open.sum / open.weight, from: open.from, to: open.to, width: open.width });
  };
  for (const { at, from, to, width } of edges) {
    const length = to - from;
    const dash = open !== undefined && length <= DASH_POINTS && open.last <= DASH_POINTS;
    const reach = dash ? Math.max(JOIN_POINTS, DASH_GAP_FACTOR * length) : JOIN_POINTS;
    const weight = length + 0.01;
    if (open !== undefined && from - open.to <= reach) {
      open.to = Math.max(open.to, to);
      open.width = Math.max(open.width, width);
      open.weight += weight;
      open.sum += at * weight;
      open.last = length;
    } else {
      close();
      open = { from, to, width, weight, sum: at * weight, last: length };
    }
  }
  close();
}
