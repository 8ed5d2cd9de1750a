/**
 * Gutters: tall white strips between columns. Found by following, from top to bottom, the gaps between neighbours for as long as nothing
 * crosses them. (Maximal white rectangles as separators are Breuel's, 2002; the sweep keeps the work near-linear.)
 */
import type { Atom } from "./atom.ts";

export interface Gutter {
  left: number;
  right: number;
  /** From the first gap to the last that it is made of. */
  top: number;
  bottom: number;
  gaps: number;
}

/** How many atoms below an atom's top its neighbour is looked for; bounds the work. */
const WINDOW = 80;
const MAX_OPEN = 40;

/** Gutters at least `minWidth` wide among atoms that are sorted by their tops. */
export function findGutters(atoms: readonly Atom[], minWidth: number): Gutter[] {
  let open: Gutter[] = [];
  const closed: Gutter[] = [];
  for (const [at, atom] of atoms.entries()) {
    const still: Gutter[] = [];
    for (const gutter of open) (narrow(gutter, atom, minWidth) ? still : closed).push(gutter);
    open = still;
    const neighbour = rightNeighbour(atoms, at, atom);
    if (neighbour === undefined || neighbour.left - atom.right < minWidth) continue;
    const top = Math.max(atom.top, neighbour.top);
    const bottom = Math.min(atom.bottom, neighbour.bottom);
    // Whatever crosses the gap starts above: it is known already.
    const gap = { left: atom.right, right: neighbour.left, top, bottom, gaps: 1 };
    const known = open.find(
      (gutter) => Math.min(gutter.right, gap.right) - Math.max(gutter.left, gap.left) >= minWidth,
    );
    if (known === undefined) {
      if (open.length < MAX_OPEN) open.push(gap);
    } else {
      known.left = Math.max(known.left, gap.left);
      known.right = Math.min(known.right, gap.right);
      known.bottom = Math.max(known.bottom, bottom);
      known.gaps += 1;
    }
  }
  return [...closed, ...open];
}

/** Narrows the gutter by an atom that reaches into it; false when the atom crosses it or leaves too little of it. */
function narrow(gutter: Gutter, atom: Atom, minWidth: number): boolean {
  if (atom.right <= gutter.left || atom.left >= gutter.right) return true;
  const middle = (gutter.left + gutter.right) / 2;
  const center = (atom.left + atom.right) / 2;
  const left = center < middle ? Math.max(gutter.left, atom.right) : gutter.left;
  const right = center >= middle ? Math.min(gutter.right, atom.left) : gutter.right;
  if (right - left < minWidth) return false;
  gutter.left = left;
  gutter.right = right;
  return true;
}

/** The nearest atom to the right that shares some height with this one. */
function rightNeighbour(atoms: readonly Atom[], at: number, atom: Atom): Atom | undefined {
  let best: Atom | undefined;
  for (const step of [-1, 1]) {
    for (let other = at + step, seen = 0; seen < WINDOW; other += step, seen++) {
      const candidate = atoms[other];
      if (candidate === undefined || candidate.top > atom.bottom) break;
      const shared = Math.min(atom.bottom, candidate.bottom) - Math.max(atom.top, candidate.top);
      const enough = 0.3 * Math.min(atom.bottom - atom.top, candidate.bottom - candidate.top);
      if (
        shared > enough &&
        candidate.left >= atom.right - 1 &&
        candidate.left < (best?.left ?? Number.POSITIVE_INFINITY)
      )
        best = candidate;
    }
  }
  return best;
}
