/** The translation of a unit: its passages, who translates them, and what is told of it. */
import type { MemoryScope } from "../contracts/enrich-memory.ts";
import type { TranslateOptions } from "../contracts/enrich-options.ts";
import {
  MAX_UNTRANSLATED_TOLD,
  type TranslatedBlock,
  type Unit,
  type Untranslated,
  type UntranslatedReason,
} from "../contracts/enrichment.ts";
import { priceOf, translators } from "../contracts/model-settings.ts";
import type { Span } from "../contracts/result-block.ts";
import { DocatError } from "../errors/docat-error.ts";
import { PATIENT_DELIVERIES } from "../limits/enrich-limits.ts";
import { findInText } from "../text/find-in-text.ts";
import { sanitise } from "../text/sanitise.ts";
import type { Passage } from "../translate/passage.ts";
import { type PassageOutcome, type TranslationTools, translatePassages } from "../translate/translate-passages.ts";
import type { PlannedJob } from "./active-job.ts";
import { pagesOfUnit } from "./cut-units.ts";
import type { EnrichDeps } from "./enrich-deps.ts";
import { placesOf, readPassages } from "./passages.ts";
import { numbersOf, readPagesOf } from "./read-pages-of.ts";
import { tokenBudget } from "./token-budget.ts";
import type { Attempt, UnitWork } from "./unit-work.ts";
import { NOTHING_ADDED } from "./unit-work.ts";

async function passagesOf(deps: EnrichDeps, job: PlannedJob, unit: Unit): Promise<Passage[]> {
  const range = pagesOfUnit(unit);
  const manifest = await deps.results.getManifest(job.id);
  if (manifest === null || range === null) throw new DocatError("document_lost", { detail: "The result has expired." });
  const numbers = numbersOf(manifest, job.options);
  const own = new Set(numbers.slice(range.first, range.first + range.count));
  const from = { results: deps.results, producer: job.id, manifest };
  return readPassages(readPagesOf(from, placesOf(range, numbers, manifest)), (page) => own.has(page));
}

/** What a translation depends on besides its source and the terms in it: with any other of it, it is made anew. */
function scopeOf(
  job: PlannedJob,
  wish: TranslateOptions,
  models: readonly { engine: string; model: string }[],
): MemoryScope {
  const { to, from = "", formality = "" } = wish;
  const order = models.map(({ engine, model }) => `${engine}:${model}`).join(" ");
  return {
    tenant: job.tenant,
    job: job.id,
    shared: job.links?.known !== undefined,
    parts: ["translation 2", to, from, formality, order],
  };
}

/** As the result holds it: blocks, and the cells of each table together. */
function toBlocks(passages: readonly Passage[], outcomes: readonly PassageOutcome[]): TranslatedBlock[] {
  const blocks = new Map<string, { id: string; spans: Span[]; also?: string[]; cells?: [number, Span[]][] }>();
  for (const [n, { block, cell, also }] of passages.entries()) {
    const outcome = outcomes[n];
    if (outcome?.kind !== "translated") continue;
    const spans = [...outcome.spans];
    if (cell === null) blocks.set(block, { id: block, spans, ...(also.length > 0 ? { also: [...also] } : {}) });
    else {
      const table = blocks.get(block) ?? { id: block, spans: [], cells: [] };
      table.cells?.push([cell, spans]);
      blocks.set(block, table);
    }
  }
  return [...blocks.values()];
}

function tell(passages: readonly Passage[], outcomes: readonly PassageOutcome[]) {
  const reasons: Partial<Record<UntranslatedReason, number>> = {};
  const untranslated: Untranslated[] = [];
  let [translated, from_memory] = [0, 0];
  for (const [n, { id, page }] of passages.entries()) {
    const outcome = outcomes[n];
    if (outcome?.kind === "translated") {
      translated += 1;
      if (outcome.fromMemory) from_memory += 1;
    } else if (outcome?.kind === "untranslated") {
      reasons[outcome.reason] = (reasons[outcome.reason] ?? 0) + 1;
      if (untranslated.length < MAX_UNTRANSLATED_TOLD) untranslated.push({ id, page, reason: outcome.reason });
    }
  }
  return { translated, from_memory, reasons, untranslated };
}

type CommonTools = Omit<TranslationTools, "engines" | "scope" | "isForeign">;

function toolsOf(deps: EnrichDeps, job: PlannedJob, attempt: Attempt): CommonTools {
  return {
    memory: deps.memory,
    isFlagged: (text) => findInText([{ text }]).some(({ kind }) => kind === "prompt_injection"),
    clean: (text) => sanitise(text).text,
    priceOf: (engine, model, tokens) => priceOf(deps.models.prices, engine, model, tokens),
    budget: tokenBudget(deps, job, attempt.name),
    check: attempt.lease.check,
    endsAt: attempt.endsAt,
    onFailure: (engine, error) => deps.log.error("model.failed", error, { job: job.id, engine }),
  };
}

/** Throws `model_unavailable` while nobody answers and the broker is patient. */
export async function translateUnit(
  deps: EnrichDeps,
  job: PlannedJob,
  unit: Unit,
  attempt: Attempt,
): Promise<UnitWork> {
  const { translate } = job.options;
  if (translate === undefined) throw new DocatError("internal_error", { detail: "Nothing is to be translated." });
  const passages = await passagesOf(deps, job, unit);
  const chosen = translators(deps.models, translate);
  const terms = await deps.terms(job.tenant, translate.glossary);
  const { outcomes, usage, isOutage } = await translatePassages(
    passages,
    {
      to: translate.to,
      from: translate.from ?? null,
      formality: translate.formality ?? null,
      keep: translate.keep ?? [],
      terms,
      skipFlagged: translate.flagged === "skip",
    },
    {
      ...toolsOf(deps, job, attempt),
      isForeign: await deps.detector(),
      engines: await Promise.all(chosen.map(deps.translator)),
      scope: scopeOf(job, translate, chosen),
    },
  );
  if (isOutage && attempt.delivery.retried < PATIENT_DELIVERIES) throw new DocatError("model_unavailable");
  return {
    part: { blocks: toBlocks(passages, outcomes) },
    summary: { ...NOTHING_ADDED, ...tell(passages, outcomes), usage: [...usage] },
  };
}
