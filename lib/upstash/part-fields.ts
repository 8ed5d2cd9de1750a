/** The fields of a part's pieces in the hash of a job's parts. */
import type { PartRef } from "../contracts/result-manifest.ts";

/** In order; every attempt has fields of its own. */
export function partFields(range: number, { attempt, pieces }: Pick<PartRef, "attempt" | "pieces">): string[] {
  return Array.from({ length: pieces }, (_, piece) => `${range}.${attempt}.${piece}`);
}
