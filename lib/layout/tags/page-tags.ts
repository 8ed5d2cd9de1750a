/** The structure of a tagged page, where it is sound: checked against the glyphs, and how it runs against where they stand. */
import type { Glyphs, PageContent } from "../../contracts/page-content.ts";
import { isSpace } from "../character.ts";
import { ownersOf, roleOf } from "./mark-roles.ts";

/** The role of marked content; of marks that no element owns, none. */
export type PageTags = ReadonlyMap<number, string>;

/** So much of a page's text must belong to an element. What does not are running heads and feet. */
const MIN_OWNED = 0.8;
/** More of it in headings than this: everything is called a heading. */
const MAX_HEADINGS = 0.4;
/** Pages with a heading and little else are no such case. */
const FEW_CHARACTERS = 60;
/** Steps back up the page, of all steps from one piece to the next. Each column begins with one. */
const MAX_BACKWARD = 0.25;
/** Up by less than this many points is no step back: raised marks, cells of one row. */
const BACK_POINTS = 20;
const FEW_STEPS = 4;

/** The roles of a page's marks. Undefined where the page is not tagged, or its tags cannot be trusted. Linear in the glyphs. */
export function readTags({ glyphs, structure, width }: PageContent): PageTags | undefined {
  if (structure.length === 0) return;
  const owners = ownersOf(structure);
  const roles = new Map<number, string>();
  for (const [mark, owner] of owners) {
    const role = roleOf(structure, owner);
    if (role !== undefined) roles.set(mark, role);
  }
  const { all, pieces } = countPieces(glyphs);
  let [owned, headings] = [0, 0];
  for (const [mark, { characters }] of pieces) {
    if (!owners.has(mark)) continue;
    owned += characters;
    if (isHeadingRole(roles.get(mark) ?? "")) headings += characters;
  }
  if (roles.size === 0 || owned < MIN_OWNED * all || headings > Math.max(MAX_HEADINGS * owned, FEW_CHARACTERS)) return;
  const steps = [...owners.keys()].flatMap((mark) => pieces.get(mark) ?? []);
  return runsBackwards(steps, width) ? undefined : roles;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface Piece extends Place {
  characters: number;
}

/** Visible characters by mark, and where each mark begins. */
function countPieces(glyphs: Glyphs): { readonly all: number; readonly pieces: ReadonlyMap<number, Piece> } {
  const pieces = new Map<number, Piece>();
  let all = 0;
  for (let at = 0; at < glyphs.count; at++) {
    if (isSpace(glyphs.codes[at] ?? 0)) continue;
    all += 1;
    const mark = glyphs.mark[at] ?? -1;
    const piece = pieces.get(mark);
    if (piece === undefined) pieces.set(mark, { x: glyphs.x[at] ?? 0, y: glyphs.y[at] ?? 0, characters: 1 });
    else piece.characters += 1;
  }
  return { all, pieces };
}

/** Whether the order of the elements has nothing to do with how the page is read: up again and again, without a change of column. */
function runsBackwards(steps: readonly Place[], width: number): boolean {
  let back = 0;
  for (const [at, { x, y }] of steps.entries()) {
    const before = steps[at - 1];
    if (before !== undefined && y < before.y - BACK_POINTS && Math.abs(x - before.x) < width / 6) back += 1;
  }
  return steps.length > FEW_STEPS && back > MAX_BACKWARD * steps.length;
}

export function isHeadingRole(role: string): boolean {
  return role === "H" || role === "Title" || /^H[1-6]$/.test(role);
}
