/** What the tags of a page call each piece of marked content: the one role of it, or of what holds it, that tells what it is. */
import type { StructureElement } from "../../contracts/page-content.ts";

/** Roles that say what a block is. Others (`Span`, `Link`, `Div`, `Sect` …) group, or mark a few words. */
const TELLING =
  /^(?:H[1-6]?|Title|P|Caption|Note|FENote|BlockQuote|Code|Formula|TOC|TOCI|Index|TH|TD|LI|Lbl|LBody|Artifact)$/;
const MAX_DEPTH = 64;

/** The element that owns each mark, by its place in `structure`. A mark that two of them claim is the first one's. */
export function ownersOf(structure: readonly StructureElement[]): ReadonlyMap<number, number> {
  const owners = new Map<number, number>();
  for (const [at, { marks }] of structure.entries())
    for (const mark of marks) if (!owners.has(mark)) owners.set(mark, at);
  return owners;
}

/**
 * The role that counts of one element: the nearest telling one, looking outwards. What stands in a table of contents is an entry of it, and
 * what stands in a note, a caption or a cell is that, whatever is inside.
 */
export function roleOf(structure: readonly StructureElement[], at: number): string | undefined {
  let nearest: string | undefined;
  let place = at;
  for (let depth = 0; place >= 0 && depth < MAX_DEPTH; depth++) {
    const element = structure[place];
    if (element === undefined || element.parent >= place) break;
    const { role } = element;
    if (role === "TOC" || role === "TOCI") return "TOCI";
    if (TELLING.test(role) && (nearest === undefined || nearest === "P")) nearest = role;
    place = element.parent;
  }
  return nearest;
}
