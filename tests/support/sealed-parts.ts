/** Parts of ranges as attempts bring them, for tests of what becomes of them. */
import type { LaidOutPage } from "../../lib/contracts/block.ts";
import type { JobRef } from "../../lib/contracts/job-ref.ts";
import type { PageRange } from "../../lib/contracts/page-range.ts";
import type { SealedPart } from "../../lib/results/result-store.ts";
import type { TestStore } from "./test-store.ts";

export async function sealedPart(
  store: TestStore,
  ref: JobRef,
  range: PageRange,
  pages: LaidOutPage[],
): Promise<SealedPart> {
  const sealed = await store.results.sealPart(ref, range, pages);
  if (sealed === null) throw new Error("There is no such job.");
  return sealed;
}

export function bringHome(store: TestStore, ref: JobRef, { part, pieces }: SealedPart) {
  return store.jobs.completeRange(ref, { part, pages: [] }, pieces);
}
