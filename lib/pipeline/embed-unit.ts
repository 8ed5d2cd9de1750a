/** Vectors for the chunks of a result: one unit, since chunks go over the whole document. */
import { chunkResult } from "../chunks/chunk-result.ts";
import { embedder, priceOf } from "../contracts/model-settings.ts";
import type { ResultPage } from "../contracts/result.ts";
import type { ResultManifest } from "../contracts/result-manifest.ts";
import { DocatError } from "../errors/docat-error.ts";
import { PATIENT_DELIVERIES } from "../limits/enrich-limits.ts";
import { embedTexts } from "../translate/embed-texts.ts";
import { dimensionsOf } from "../translate/vector-text.ts";
import type { PlannedJob } from "./active-job.ts";
import { chunkingOf } from "./chunking.ts";
import type { EnrichDeps } from "./enrich-deps.ts";
import { numbersOf, readPagesOf } from "./read-pages-of.ts";
import { tokenBudget } from "./token-budget.ts";
import { type Attempt, NOTHING_ADDED, type UnitWork } from "./unit-work.ts";

interface Cut {
  readonly id: string;
  readonly text: string;
}

async function* everyPage(deps: EnrichDeps, job: PlannedJob, manifest: ResultManifest): AsyncGenerator<ResultPage> {
  const places = new Set(numbersOf(manifest, job.options).keys());
  yield* readPagesOf({ results: deps.results, producer: job.id, manifest }, places);
}

/** The chunks as they are given when nothing else is asked for, and how many more there are than get vectors. */
async function chunksOf(deps: EnrichDeps, job: PlannedJob): Promise<{ readonly cuts: Cut[]; readonly total: number }> {
  const manifest = await deps.results.getManifest(job.id);
  if (manifest === null) throw new DocatError("document_lost", { detail: "The result has expired." });
  const chunking = chunkingOf(job.options, {}, {}, deps.chunks);
  const cuts: Cut[] = [];
  let total = 0;
  for await (const line of chunkResult(manifest.frame, everyPage(deps, job, manifest), chunking)) {
    if (line.type !== "chunk") continue;
    total += 1;
    if (cuts.length < deps.models.maxVectors) cuts.push({ id: line.id, text: line.text });
  }
  return { cuts, total };
}

/** Throws `model_unavailable` while nobody answers and the broker is patient. */
export async function embedUnit(deps: EnrichDeps, job: PlannedJob, attempt: Attempt): Promise<UnitWork> {
  const { embed } = job.options;
  if (embed === undefined) throw new DocatError("internal_error", { detail: "No vectors are wanted." });
  const { cuts, total } = await chunksOf(deps, job);
  const chosen = embedder(deps.models, embed);
  const { format = "float", dimensions = null } = embed;
  const { vectors, usage, isOutage } = await embedTexts(
    cuts.map(({ text }) => text),
    {
      engine: await deps.vectors(chosen),
      dimensions,
      format,
      memory: deps.memory,
      scope: {
        tenant: job.tenant,
        job: job.id,
        shared: job.links?.known !== undefined,
        parts: ["vector 1", chosen.engine, chosen.model, format, String(dimensions)],
      },
      priceOf: (engine, model, tokens) => priceOf(deps.models.prices, engine, model, tokens),
      budget: tokenBudget(deps, job, attempt.name),
      check: attempt.lease.check,
      endsAt: attempt.endsAt,
      onFailure: (engine, error) => deps.log.error("model.failed", error, { job: job.id, engine }),
    },
  );
  if (isOutage && attempt.delivery.retried < PATIENT_DELIVERIES) throw new DocatError("model_unavailable");
  const made = cuts.flatMap(({ id }, n) => {
    const vector = vectors[n] ?? null;
    return vector === null ? [] : [{ id, vector }];
  });
  return {
    part: { vectors: made },
    summary: {
      ...NOTHING_ADDED,
      chunks: total,
      chunks_embedded: made.length,
      vectors_by: { engine: chosen.engine, model: chosen.model },
      dimensions: made[0] === undefined ? 0 : dimensionsOf(made[0].vector, format),
      usage: [...usage],
    },
  };
}
