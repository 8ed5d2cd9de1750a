/** Pages of a result that stands, by their places among the selected pages; each part that is needed is read once. */
import type { JobOptions } from "../contracts/job-options.ts";
import { selectPages } from "../contracts/page-selection.ts";
import type { ResultPage } from "../contracts/result.ts";
import type { ResultManifest } from "../contracts/result-manifest.ts";
import { DocatError } from "../errors/docat-error.ts";
import { applyStyle } from "../layout/apply-style.ts";
import type { ResultStore } from "../results/result-store.ts";

interface Wanted {
  readonly results: ResultStore;
  /** The job that has the parts. */
  readonly producer: string;
  readonly manifest: ResultManifest;
}

/** The numbers of the selected pages, in order. */
export function numbersOf(manifest: ResultManifest, options: JobOptions): number[] {
  return selectPages(options.pages, manifest.frame.document.pages_total);
}

/** In order. Throws `document_lost` when a part has expired. */
export async function* readPagesOf(
  { results, producer, manifest }: Wanted,
  places: ReadonlySet<number>,
): AsyncGenerator<ResultPage> {
  for (const ref of manifest.parts) {
    const { first, count } = ref.range;
    const own = Array.from({ length: count }, (_, n) => n).filter((n) => places.has(first + n));
    if (own.length === 0) continue;
    const part = await results.getPart(producer, ref);
    if (part === null) throw new DocatError("document_lost", { detail: "A part of the result has expired." });
    for (const n of own) {
      const page = part[n];
      if (page !== undefined) yield applyStyle(page, manifest.style);
    }
  }
}
