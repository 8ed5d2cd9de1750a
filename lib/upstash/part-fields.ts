/** The fields of a part's pieces in the hash of a job's parts. */
import type { UnitRef } from "../contracts/enrichment.ts";
import { rangeName } from "../contracts/page-range.ts";
import type { PartRef, ResultManifest } from "../contracts/result-manifest.ts";

/** In order; every attempt has fields of its own. */
export function partFields({ range, ...ref }: PartRef): string[] {
  return unitFields({ ...ref, unit: rangeName(range) });
}

/** The same of what is added to a result. */
export function unitFields({ unit, attempt, pieces }: UnitRef): string[] {
  return Array.from({ length: pieces }, (_, piece) => `${unit}.${attempt}.${piece}`);
}

/** All that a result is made of. */
export function piecesOf({ parts, units = [] }: ResultManifest): string[] {
  return [...parts.flatMap(partFields), ...units.flatMap(unitFields)];
}
