/**
 * Lattices: edges that cross and so hang together, as the cells of a ruled table do. (The spreadsheet method of Aristarán's Tabula and Nurminen 2013.)
 */
import type { Box } from "../../contracts/box.ts";
import type { Edge, Edges } from "./edge.ts";

export interface Lattice {
  readonly box: Box;
  readonly edges: Edges;
}

/** Edges that miss each other by less than this still meet, in points. */
const TOUCH_POINTS = 4.5;
/** Crossings that are looked at; a page with more is a drawing. */
const MOST_CROSSINGS = 400_000;

/** The groups of edges that cross, from top to bottom. Each has edges in both directions. */
export function latticesOf({ horizontal, vertical }: Edges): Lattice[] {
  if (horizontal.length * vertical.length > MOST_CROSSINGS) return [];
  const parent = Array.from({ length: horizontal.length + vertical.length }, (_, at) => at);
  for (const [v, upright] of vertical.entries()) {
    for (const [h, level] of horizontal.entries()) {
      if (level.at > upright.to + TOUCH_POINTS) break;
      if (meet(level, upright)) join(parent, h, horizontal.length + v);
    }
  }
  const groups = new Map<number, { horizontal: Edge[]; vertical: Edge[] }>();
  for (const [v, upright] of vertical.entries())
    groupOf(groups, find(parent, horizontal.length + v)).vertical.push(upright);
  for (const [h, level] of horizontal.entries()) groupOf(groups, find(parent, h)).horizontal.push(level);
  return [...groups.values()]
    .filter((edges) => edges.horizontal.length > 0 && edges.vertical.length > 0)
    .map((edges) => ({ box: boxOf(edges), edges }))
    .sort((a, b) => a.box[1] - b.box[1]);
}

function groupOf(
  groups: Map<number, { horizontal: Edge[]; vertical: Edge[] }>,
  root: number,
): { horizontal: Edge[]; vertical: Edge[] } {
  let group = groups.get(root);
  if (group === undefined) {
    group = { horizontal: [], vertical: [] };
    groups.set(root, group);
  }
  return group;
}

function meet(level: Edge, upright: Edge): boolean {
  return (
    level.at >= upright.from - TOUCH_POINTS &&
    level.at <= upright.to + TOUCH_POINTS &&
    upright.at >= level.from - TOUCH_POINTS &&
    upright.at <= level.to + TOUCH_POINTS
  );
}

function find(parent: number[], at: number): number {
  let root = at;
  while (parent[root] !== root) {
    const above = parent[root] ?? root;
    parent[root] = parent[above] ?? above;
    root = above;
  }
  return root;
}

function join(parent: number[], a: number, b: number): void {
  parent[find(parent, a)] = find(parent, b);
}

/** From the outermost ends of the edges: sides that no edge draws are where the others end. */
function boxOf({ horizontal, vertical }: Edges): Box {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { at, from, to } of horizontal) {
    left = Math.min(left, from);
    right = Math.max(right, to);
    top = Math.min(top, at);
    bottom = Math.max(bottom, at);
  }
  for (const { at, from, to } of vertical) {
    left = Math.min(left, at);
    right = Math.max(right, at);
    top = Math.min(top, from);
    bottom = Math.max(bottom, to);
  }
  return [left, top, right, bottom];
}
