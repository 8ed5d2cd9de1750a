/** The vectors that a job had made for the chunks of its result. */
import type { ChunkVectors } from "../chunks/chunk-vectors.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import type { ResultStore } from "../results/result-store.ts";
import { pagesOfUnit } from "./cut-units.ts";

/** Null where the job asked for none, or got none. Throws `result_expired`. */
export async function readVectors(results: ResultStore, job: JobRecord): Promise<ChunkVectors | null> {
  if (job.options.embed === undefined) return null;
  const producer = job.result_of ?? job.id;
  const manifest = await results.getManifest(producer);
  if (manifest === null) throw new DocatError("result_expired");
  const ref = manifest.units?.find(({ unit }) => pagesOfUnit(unit) === null);
  const receipt = manifest.frame.receipt.embedding;
  if (ref === undefined || receipt === undefined) return null;
  const part = await results.getUnit(producer, ref);
  if (part === null) throw new DocatError("result_expired");
  const { engine, model, dimensions, format } = receipt;
  const byId = new Map((part.vectors ?? []).map(({ id, vector }) => [id, vector]));
  return { about: { engine, model, dimensions, format }, byId };
}
