/** A chunk while it grows: what it repeats, and what it adds to those before. */
import type { ChunkWarning } from "../contracts/chunk.ts";
import type { TablePlan } from "./table-plan.ts";
import type { Unit } from "./unit.ts";

export type TableHeader = NonNullable<TablePlan["header"]>;

export interface Draft {
  /** The end of the chunk before. Nothing of it when there is a header. */
  readonly overlap: readonly Unit[];
  /** Of the table whose rows it begins with. */
  readonly header: TableHeader | null;
  readonly own: readonly Unit[];
  readonly warnings: readonly ChunkWarning[];
}

/** The units with what stands between them. */
export function joinUnits(units: readonly Unit[]): string {
  return units.map(({ separator, text }, at) => (at === 0 ? text : separator + text)).join("");
}

type Parts = Omit<Draft, "warnings">;

/** What it repeats, up to where the new begins. */
export function repeatedText({ overlap, header, own }: Parts): string {
  if (header !== null) return `${header.text}\n`;
  return overlap.length === 0 ? "" : joinUnits(overlap) + (own[0]?.separator ?? "");
}

export function draftText(draft: Parts): string {
  return repeatedText(draft) + joinUnits(draft.own);
}
