/** Settles what was added to a result: the receipt and the warnings. The same units give the same frame, in whatever order they came home. */
import {
  type EmbeddingReceipt,
  MAX_UNTRANSLATED_TOLD,
  type TranslationReceipt,
  UNTRANSLATED_REASONS,
  type UnitSummary,
  type UntranslatedReason,
} from "../contracts/enrichment.ts";
import type { JobOptions } from "../contracts/job-options.ts";
import type { ResultFrame } from "../contracts/result.ts";
import type { Warning } from "../contracts/warning.ts";
import { addUsage, roundUsage } from "../translate/usage.ts";

type Summary = Omit<UnitSummary, "ref">;

export interface SettledAdditions {
  readonly frame: ResultFrame;
  readonly isComplete: { readonly translation: boolean; readonly embedding: boolean };
}

const SENTENCES: Readonly<Record<UntranslatedReason, string>> = {
  provider_failed: "nobody answered who could translate it",
  budget_reached: "the budget was spent",
  time_up: "the time was up",
  checks_failed: "no translation held what was checked of it",
  flagged: "it holds what looks like an instruction",
  too_long: "it is too long",
};

/** What was left by choice is no loss. */
const WANTED: ReadonlySet<UntranslatedReason> = new Set(["flagged"]);

function translationOf(options: JobOptions, summaries: readonly Summary[]): TranslationReceipt | undefined {
  const { translate } = options;
  if (translate === undefined) return;
  const sum = (count: (summary: Summary) => number) => summaries.reduce((total, each) => total + count(each), 0);
  const counts = UNTRANSLATED_REASONS.map((reason) => [reason, sum(({ reasons }) => reasons[reason] ?? 0)] as const);
  const reasons = Object.fromEntries(counts.filter(([, count]) => count > 0));
  return {
    to: translate.to,
    from: translate.from ?? null,
    translated: sum(({ translated }) => translated),
    from_memory: sum(({ from_memory }) => from_memory),
    complete: counts.every(([reason, count]) => count === 0 || WANTED.has(reason)),
    reasons,
    untranslated: summaries.flatMap(({ untranslated }) => untranslated).slice(0, MAX_UNTRANSLATED_TOLD),
    usage: roundUsage(
      summaries
        .filter(({ chunks }) => chunks === 0)
        .reduce<TranslationReceipt["usage"]>((all, { usage }) => addUsage(all, usage), []),
    ),
  };
}

function embeddingOf(
  options: JobOptions,
  summaries: readonly Summary[],
  isWhole: boolean,
): EmbeddingReceipt | undefined {
  const { embed } = options;
  if (embed === undefined) return;
  const own = summaries.filter(({ chunks }) => chunks > 0);
  const chunks = own.reduce((total, each) => total + each.chunks, 0);
  const embedded = own.reduce((total, { chunks_embedded }) => total + chunks_embedded, 0);
  return {
    chunks,
    embedded,
    complete: isWhole && embedded === chunks,
    engine: own[0]?.vectors_by?.engine ?? "",
    model: own[0]?.vectors_by?.model ?? "",
    dimensions: own[0]?.dimensions ?? 0,
    format: embed.format ?? "float",
    usage: roundUsage(own.flatMap(({ usage }) => usage)),
  };
}

function warningsOf(translation: TranslationReceipt | undefined, embedding: EmbeddingReceipt | undefined): Warning[] {
  const untranslated = UNTRANSLATED_REASONS.flatMap((reason): Warning[] => {
    const count = translation?.reasons[reason] ?? 0;
    const message = `${count === 1 ? "One text is" : `${count} texts are`} not translated: ${SENTENCES[reason]}.`;
    return count === 0 ? [] : [{ code: "block_untranslated", message }];
  });
  if (embedding === undefined || embedding.complete) return untranslated;
  const missing = embedding.chunks - embedding.embedded;
  const message =
    missing === 1 ? "One chunk has no vector." : `${missing > 0 ? missing : "All"} chunks have no vector.`;
  return [...untranslated, { code: "chunk_without_vector", message }];
}

/** `summaries` are those of all units, in their order; `isWhole` that none of them is missing. */
export function settleAdditions(
  frame: ResultFrame,
  options: JobOptions,
  summaries: readonly Summary[],
  isWhole: boolean,
): SettledAdditions {
  const translation = translationOf(options, summaries);
  const embedding = embeddingOf(options, summaries, isWhole);
  const receipt = {
    ...frame.receipt,
    ...(translation === undefined ? {} : { translation }),
    ...(embedding === undefined ? {} : { embedding }),
  };
  return {
    frame: { ...frame, receipt, warnings: [...frame.warnings, ...warningsOf(translation, embedding)] },
    isComplete: { translation: translation?.complete !== false, embedding: embedding?.complete !== false },
  };
}
