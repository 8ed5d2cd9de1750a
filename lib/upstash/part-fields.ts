/** The fields of a part's pieces in the hash of a job's parts. */
import { rangeName } from "../contracts/page-range.ts";
import type { PartRef } from "../contracts/result-manifest.ts";

/** In order; every attempt has fields of its own. */
export function partFields({ range, attempt, pieces }: PartRef): string[] {
  return Array.from({ length: pieces }, (_, piece) => `${rangeName(range)}.${attempt}.${piece}`);
}
