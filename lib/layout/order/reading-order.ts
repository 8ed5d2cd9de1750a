/**
 * Reading order: the page is cut along its tallest gutter, what stands above and below it is cut again, and so on: the recursive X-Y cut (Nagy and Seth, 1984),
 * but led by gutters, so that a heading or a figure across the columns does not hide them.
 */
import type { Atom, Column } from "./atom.ts";
import { findGutters, type Gutter } from "./gutter.ts";

/** Lengths in ems of the text. */
const MIN_GUTTER_EMS = 0.75;
const MIN_COLUMN_EMS = 7;
const MAX_DEPTH = 14;
/** A column that fills less of its width than this, beside another that does, is a column of a table or of a form. */
const PROSE_FILL = 0.55;
/** A narrow column beside a wide one, in shares of both together. */
const ASIDE_SHARE = 0.27;

interface Cut {
  readonly above: Atom[];
  readonly left: Atom[];
  readonly right: Atom[];
  readonly below: Atom[];
  readonly aside: "left" | "right" | undefined;
}

/** Columns in the order in which they are read. `rightToLeft`: the right one of two comes first. */
export function readingOrder(atoms: readonly Atom[], em: number, rightToLeft: boolean): Column[] {
  const columns: Column[] = [];
  const asides: Column[] = [];
  cutRegion(
    [...atoms].sort((a, b) => a.top - b.top || a.left - b.left),
    em,
    rightToLeft,
    MAX_DEPTH,
    columns,
    asides,
  );
  return [...columns, ...asides];
}

function cutRegion(
  atoms: Atom[],
  em: number,
  rightToLeft: boolean,
  depth: number,
  columns: Column[],
  asides: Column[],
): void {
  if (atoms.length === 0) return;
  const cut = depth > 0 ? bestCut(atoms, em) : undefined;
  if (cut === undefined) {
    columns.push({ atoms, aside: false });
    return;
  }
  const go = (part: Atom[]): void => cutRegion(part, em, rightToLeft, depth - 1, columns, asides);
  go(cut.above);
  if (cut.aside !== undefined) {
    asides.push({ atoms: cut[cut.aside], aside: true });
    go(cut.aside === "left" ? cut.right : cut.left);
  } else {
    go(rightToLeft ? cut.right : cut.left);
    go(rightToLeft ? cut.left : cut.right);
  }
  go(cut.below);
}

function bestCut(atoms: readonly Atom[], em: number): Cut | undefined {
  if (atoms.length < 4) return;
  const gutters = findGutters(atoms, MIN_GUTTER_EMS * em)
    .filter(({ gaps, top, bottom }) => gaps >= 2 && bottom - top > 2 * em)
    .sort((a, b) => b.bottom - b.top - (a.bottom - a.top))
    .slice(0, 12);
  for (const gutter of gutters) {
    const cut = cutAlong(atoms, gutter, em);
    if (cut !== undefined) return cut;
  }
  return;
}

/** Parts the atoms by a gutter that reaches up and down as far as nothing crosses it. Undefined when its sides are no columns. */
function cutAlong(atoms: readonly Atom[], gutter: Gutter, em: number): Cut | undefined {
  const x = (gutter.left + gutter.right) / 2;
  const reach = reachOf(atoms, gutter, x);
  if (reach === undefined) return;
  const parts: Omit<Cut, "aside"> = { above: [], left: [], right: [], below: [] };
  for (const atom of atoms) {
    const middle = (atom.top + atom.bottom) / 2;
    if (middle <= reach.top) parts.above.push(atom);
    else if (middle >= reach.bottom) parts.below.push(atom);
    else parts[(atom.left + atom.right) / 2 < x ? "left" : "right"].push(atom);
  }
  giveBackTails(parts, gutter, em);
  const { left, right } = parts;
  if (left.length === 0 || right.length === 0) return;
  const aside = asideOf(left, right, em);
  if (aside === undefined && !areColumns(left, right, em)) return;
  return { ...parts, aside };
}

/** How far up and down from a gutter nothing crosses the line at `x`. Undefined when something crosses it beside the gutter itself. */
function reachOf(
  atoms: readonly Atom[],
  gutter: Gutter,
  x: number,
): { readonly top: number; readonly bottom: number } | undefined {
  let top = Number.NEGATIVE_INFINITY;
  let bottom = Number.POSITIVE_INFINITY;
  for (const atom of atoms) {
    if (atom.left >= x || atom.right <= x) continue;
    const middle = (atom.top + atom.bottom) / 2;
    if (middle <= gutter.top) top = Math.max(top, middle);
    else if (middle >= gutter.bottom) bottom = Math.min(bottom, middle);
    else return;
  }
  return { top, bottom };
}

/**
 * What stands at the end of one column only, apart from it and right before something that goes across, belongs to that: the
 * heading of the text below the columns.
 */
function giveBackTails(parts: Omit<Cut, "aside">, gutter: Gutter, em: number): void {
  if (parts.below.length === 0) return;
  for (const side of [parts.left, parts.right]) {
    const tail = side.filter(({ top }) => top >= gutter.bottom);
    const [first] = tail;
    if (first === undefined || tail.length > 3) continue;
    const before = side
      .filter(({ top }) => top < gutter.bottom)
      .reduce((most, { bottom }) => Math.max(most, bottom), 0);
    if (first.top - before < em) continue;
    side.splice(side.length - tail.length, tail.length);
    parts.below.unshift(...tail);
  }
}

interface Extent {
  readonly left: number;
  readonly width: number;
  /** Usual share of the width that a line takes. */
  readonly fill: number;
  readonly lines: number;
  readonly em: number;
  readonly characters: number;
}

function extentOf(atoms: readonly Atom[]): Extent {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  for (const atom of atoms) {
    left = Math.min(left, atom.left);
    right = Math.max(right, atom.right);
  }
  const lines = atoms.filter((atom) => atom.kind === "line");
  const width = right - left;
  const fills = rowWidths(lines)
    .map((row) => row / (width || 1))
    .sort((a, b) => a - b);
  const ems = lines.map(({ line }) => line.size).sort((a, b) => a - b);
  const characters = lines.reduce(
    (sum, { line }) => sum + line.words.reduce((all, word) => all + word.text.length, 0),
    0,
  );
  return {
    left,
    width,
    fill: fills[Math.floor(fills.length / 2)] ?? 1,
    lines: lines.length,
    em: ems[Math.floor(ems.length / 2)] ?? 0,
    characters: characters / (lines.length || 1),
  };
}

/** From the first to the last piece of each row. */
function rowWidths(lines: readonly Extract<Atom, { kind: "line" }>[]): number[] {
  const rows = new Map<number, { left: number; right: number }>();
  for (const { line } of lines) {
    const key = Math.round(line.base / 3);
    const row = rows.get(key) ?? rows.get(key - 1);
    if (row === undefined) rows.set(key, { left: line.left, right: line.right });
    else {
      row.left = Math.min(row.left, line.left);
      row.right = Math.max(row.right, line.right);
    }
  }
  return [...rows.values()].map(({ left, right }) => right - left);
}

/** Which side is a note in the margin: much narrower than the text beside it, and with far fewer lines or set smaller. */
function asideOf(left: readonly Atom[], right: readonly Atom[], em: number): "left" | "right" | undefined {
  const [a, b] = [extentOf(left), extentOf(right)];
  const isBeside = (note: Extent, text: Extent): boolean =>
    note.width <= ASIDE_SHARE * (note.width + text.width) &&
    note.width >= 3 * em &&
    text.fill >= 0.7 &&
    text.lines >= 5 &&
    note.lines >= 1 &&
    note.characters >= 4 &&
    (note.em <= 0.93 * text.em || note.lines <= 0.25 * text.lines);
  if (isBeside(a, b)) return "left";
  return isBeside(b, a) ? "right" : undefined;
}

/** Whether both sides read as columns of text: not markers beside items, not the cells of a table, not labels beside values. */
function areColumns(left: readonly Atom[], right: readonly Atom[], em: number): boolean {
  const sides = [extentOf(left), extentOf(right)] as const;
  if (sides.some(({ width, characters, lines }) => width < MIN_COLUMN_EMS * em || (lines > 0 && characters < 6)))
    return false;
  if (sides.every(({ fill }) => fill >= PROSE_FILL)) return true;
  // Few, uneven lines on both sides: columns only where their lines do not answer each other.
  return alignedShare(left, right) < 0.6 || sides.some(({ lines, fill }) => lines >= 8 && fill >= 0.8);
}

/** Share of the lines of the shorter side that stand on a baseline of the other's. */
function alignedShare(left: readonly Atom[], right: readonly Atom[]): number {
  const bases = (atoms: readonly Atom[]): number[] =>
    atoms.flatMap((atom) => (atom.kind === "line" ? [Math.round(atom.line.base)] : []));
  const [few, many] = [bases(left), bases(right)].sort((a, b) => a.length - b.length) as [number[], number[]];
  const known = new Set(many.flatMap((base) => [base - 1, base, base + 1]));
  return few.length === 0 ? 0 : few.filter((base) => known.has(base)).length / few.length;
}
