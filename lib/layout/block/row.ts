/** A line of a column with its text: what paragraphs are made of. */
import type { Span } from "../../contracts/result-block.ts";
import { isWide } from "../character.ts";
import { type Line, uniteLines } from "../line.ts";
import { type LinkAt, lineText } from "../line-text.ts";
import type { Atom } from "../order/atom.ts";
import { type Marker, markerOf } from "./marker.ts";

export interface Row {
  readonly line: Line;
  readonly text: string;
  readonly spans: readonly Span[];
  readonly rightToLeft: boolean;
  /** Where it begins and ends in the direction of reading: growing that way, whichever it is. */
  readonly near: number;
  readonly far: number;
  readonly marker: Marker | undefined;
  /** Shares of its characters. */
  readonly bold: number;
  readonly italic: number;
  readonly monospace: number;
  /** Read by a scanner: the sizes of its words are guesses. */
  readonly recognised: boolean;
  /** The setting of nearly all of it; undefined when it is mixed. */
  readonly setting: string | undefined;
  /** Width of its first word. */
  readonly firstWidth: number;
  /** Has leaders: a row of dots between a title and its page. */
  readonly leaders: boolean;
  /** A heading that the text runs on from in the same line. */
  readonly runIn?: boolean;
  /** A line of a program whose lines are numbered. */
  readonly listed?: boolean;
}

const LEADERS = /\.{5,}|(?:\. ){4,}|(?:·{4,})|…{2,}|_{6,}/;

export function makeRow(line: Line, linkAt: LinkAt | undefined): Row {
  const { text, spans, rightToLeft } = lineText(line, linkAt);
  const first = rightToLeft ? line.words.at(-1) : line.words[0];
  const total = text.length || 1;
  const share = (has: (span: Span) => boolean): number =>
    spans.reduce((sum, span) => sum + (has(span) ? span.text.length : 0), 0) / total;
  return {
    line,
    text,
    spans,
    rightToLeft,
    near: rightToLeft ? -line.right : line.left,
    far: rightToLeft ? -line.left : line.right,
    marker: first === undefined ? undefined : markerOf(first.text, line.words.length > 1),
    bold: share(({ bold }) => bold === true),
    italic: share(({ italic }) => italic === true),
    monospace: mayBeCode(line, text) ? share(({ monospace }) => monospace === true) : 0,
    recognised: line.words.some(({ style }) => style.hidden),
    setting: settingOf(spans, total),
    firstWidth: first === undefined ? 0 : first.right - first.left,
    leaders: LEADERS.test(text),
  };
}

/** What a scanner recognised is set in whatever font fits, and scripts of square characters are of one width by nature. */
function mayBeCode(line: Line, text: string): boolean {
  if (line.words.some(({ style }) => style.hidden)) return false;
  let wide = 0;
  for (let at = 0; at < text.length; at++) if (isWide(text.charCodeAt(at))) wide += 1;
  return wide < 0.5 * text.length;
}

const WHOLLY = 0.93;

function settingOf(spans: readonly Span[], total: number): string | undefined {
  const [first] = spans;
  if (spans.length === 1 && first !== undefined && first.script === undefined)
    return first.text.length >= WHOLLY * total ? `${first.font}|${first.bold}|${first.italic}` : undefined;
  const weights = new Map<string, number>();
  for (const { font, bold, italic, text, script } of spans) {
    if (script !== undefined) continue;
    const key = `${font}|${bold}|${italic}`;
    weights.set(key, (weights.get(key) ?? 0) + text.length);
  }
  for (const [key, weight] of weights) if (weight >= WHOLLY * total) return key;
  return;
}

export type Item = Exclude<Atom, { kind: "line" }> | Row;

export function isRow(item: Item): item is Row {
  return "line" in item;
}

const SAME_ROW_EMS = 0.3;
/** Pieces this much smaller than their neighbours, and this short, are raised or lowered ones that no neighbour took. */
const STRAY_SIZE = 0.86;
const STRAY_WORDS = 2;
const STRAY_EMS = 0.8;
const MARKER_CHARACTERS = 5;

/** The rows, tables and figures of a column, from top to bottom: the pieces of lines that stand on one baseline are put together. */
export function rowsOf(atoms: readonly Atom[], linkAt: LinkAt | undefined): Item[] {
  const items: { readonly y: number; readonly item: Item }[] = [];
  const lines = atoms
    .flatMap((atom) => (atom.kind === "line" ? [atom.line] : []))
    .sort((a, b) => a.base - b.base || a.left - b.left);
  for (const pieces of withStrays(lines)) {
    const row = makeRow(uniteLines(pieces), linkAt);
    if (row.text.trim() !== "") items.push({ y: row.line.base - 0.35 * row.line.size, item: row });
  }
  for (const atom of atoms) if (atom.kind !== "line") items.push({ y: heightOf(atom, lines), item: atom });
  return items.sort((a, b) => a.y - b.y).map(({ item }) => item);
}

/** Where a table or a figure stands among the rows: in its middle; at its top when it is the ground of some of them. */
function heightOf(atom: Atom, lines: readonly Line[]): number {
  const isGround = lines.some(
    ({ left, right, base }) => base > atom.top && base < atom.bottom && left < atom.right && right > atom.left,
  );
  return isGround ? atom.top : (atom.top + atom.bottom) / 2;
}

/** How many of the next lines by baseline a stray piece is held against, and how many of its row a line; bounds the work. */
const MAX_HOSTS = 60;
const MAX_PIECES = 60;

/** Pieces by rows; a stray raised piece goes to the row that it stands at. */
function withStrays(lines: readonly Line[]): Line[][] {
  const sizes = lines.map(({ size }) => size).sort((a, b) => a - b);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const strays = new Set(lines.filter((line) => line.words.length <= STRAY_WORDS && line.size < STRAY_SIZE * usual));
  const large = strays.size === 0 ? [] : lines.filter((line) => !strays.has(line));
  const hosts = new Map<Line, Line[]>();
  let from = 0;
  for (const stray of strays) {
    while (from < large.length && (large[from]?.base ?? 0) <= stray.base) from += 1;
    const host = large
      .slice(from, from + MAX_HOSTS)
      .find((line) => isBeside(line, stray) && sharedWidth(line, stray) <= 0.3 * stray.size);
    const known = host === undefined ? undefined : hosts.get(host);
    if (host === undefined) strays.delete(stray);
    else if (known === undefined) hosts.set(host, [stray]);
    else known.push(stray);
  }
  const rows = groupRows(strays.size === 0 ? lines : lines.filter((line) => !strays.has(line)));
  return hosts.size === 0 ? rows : rows.map((row) => row.flatMap((line) => [line, ...(hosts.get(line) ?? [])]));
}

function isBeside(host: Line, stray: Line): boolean {
  if (stray.size >= STRAY_SIZE * host.size) return false;
  const gap = Math.max(stray.left - host.right, host.left - stray.right);
  return (
    stray.base < host.base &&
    gap <= 1.5 * host.size &&
    Math.abs(stray.base - 0.35 * stray.size - (host.base - 0.45 * host.size)) <= 0.5 * STRAY_EMS * host.size
  );
}

function sharedWidth(a: Line, b: Line): number {
  return Math.min(a.right, b.right) - Math.max(a.left, b.left);
}

/** A marker whose baseline is a little off from that of its item, or the other way round. */
function standBeside(a: Line, b: Line): boolean {
  const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const isShort = ({ words }: Line): boolean => words.length === 1 && (words[0]?.text.length ?? 0) <= MARKER_CHARACTERS;
  return (
    (isShort(a) || isShort(b)) && shared >= 0.5 * Math.min(a.bottom - a.top, b.bottom - b.top) && sharedWidth(a, b) < 0
  );
}

function groupRows(lines: readonly Line[]): Line[][] {
  const rows: Line[][] = [];
  for (const line of lines) {
    const open = rows.at(-1);
    const first = open?.[0];
    const near =
      first !== undefined && Math.abs(line.base - first.base) <= SAME_ROW_EMS * Math.min(line.size, first.size);
    if (
      open !== undefined &&
      (near || (first !== undefined && standBeside(first, line))) &&
      open.slice(-MAX_PIECES).every((other) => sharedWidth(other, line) <= 0.5 * line.size)
    )
      open.push(line);
    else rows.push([line]);
  }
  return rows;
}
