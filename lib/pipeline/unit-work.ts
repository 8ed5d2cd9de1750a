/** What an attempt at a unit is given, and what it brings home. */
import type { Unit, UnitPart, UnitSummary } from "../contracts/enrichment.ts";
import { pagesOfUnit } from "./cut-units.ts";
import type { Delivery, Lease } from "./lease.ts";

export interface Attempt {
  /** Random; calls to models are counted under it. */
  readonly name: string;
  readonly lease: Pick<Lease, "check">;
  readonly delivery: Delivery;
  /** By `performance.now()`: no call begins after it. Null: all attempts are spent, and this one does with what is there. */
  readonly endsAt: number | null;
}

export interface UnitWork {
  readonly part: UnitPart;
  readonly summary: Omit<UnitSummary, "ref">;
}

export const NOTHING_ADDED: UnitWork["summary"] = {
  translated: 0,
  from_memory: 0,
  reasons: {},
  untranslated: [],
  chunks: 0,
  chunks_embedded: 0,
  dimensions: 0,
  vectors_by: null,
  usage: [],
};

/** What is told of a unit that nobody brought home. `numbers` are those of the selected pages. */
export function missingUnit(unit: Unit, numbers: readonly number[]): UnitWork["summary"] {
  const range = pagesOfUnit(unit);
  if (range === null) return NOTHING_ADDED;
  const pages = numbers.slice(range.first, range.first + range.count);
  const untranslated = pages.map((page) => ({ id: `p${page}`, page, reason: "time_up" as const }));
  return { ...NOTHING_ADDED, reasons: { time_up: pages.length }, untranslated: untranslated.slice(0, MAX_PAGES_TOLD) };
}
const MAX_PAGES_TOLD = 100;
