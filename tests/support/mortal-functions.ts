/** Functions that die at work, and a broker that delivers again to their successors. */
import { deduplicationId, type StageMessage } from "../../lib/contracts/stage-message.ts";
import { STAGE_POLICIES } from "../../lib/limits/stage-policies.ts";
import type { StageOutcome } from "../../lib/pipeline/active-job.ts";
import type { Delivery } from "../../lib/pipeline/lease.ts";
import type { ReadingDeps } from "../../lib/pipeline/pipeline-deps.ts";
import { tendUndeliverable } from "../../lib/pipeline/tend.ts";
import { deliver, newDelivery, type TestPipeline } from "./test-pipeline.ts";

/** What kills a function: opening the document, or one of its pages. */
export type Killer = "open" | number;

/**
 * One delivery to a function that dies of what kills it: it never answers, hands no lease back and gives no sign of life. Answers
 * "died" then, or the outcome.
 */
export function deliverMortal(
  deps: ReadingDeps,
  message: StageMessage,
  killers: readonly Killer[],
  delivery = newDelivery(),
): Promise<StageOutcome | "died"> {
  const { promise: death, resolve } = Promise.withResolvers<"died">();
  const die = (): Promise<never> => {
    resolve("died");
    return new Promise(() => {});
  };
  const engine = {
    ...deps.engine,
    async open(bytes: Uint8Array) {
      if (killers.includes("open")) return die();
      const document = await deps.engine.open(bytes);
      return { ...document, page: (number: number) => (killers.includes(number) ? die() : document.page(number)) };
    },
  };
  return Promise.race([deliver({ ...deps, engine }, message, delivery), death]);
}

/** How often functions died. Delivers what is published as the broker does: a message whose function died or erred again, then its report. */
export async function deliverToMortals(deps: TestPipeline, killers: readonly Killer[]): Promise<number> {
  const seen = new Set<string>();
  let deaths = 0;
  for (let at = 0; at < deps.published.length; at++) {
    for (const message of deps.published[at] ?? []) {
      if (seen.has(deduplicationId(message))) continue;
      seen.add(deduplicationId(message));
      deaths += await deliverWithRetries(deps, message, killers);
    }
  }
  return deaths;
}

async function deliverWithRetries(
  deps: TestPipeline,
  message: StageMessage,
  killers: readonly Killer[],
): Promise<number> {
  const { messageId } = newDelivery();
  let deaths = 0;
  for (let retried = 0; retried <= STAGE_POLICIES[message.kind].retries; retried++) {
    const delivery: Delivery = { messageId, retried };
    const outcome = await deliverMortal(deps, message, killers, delivery).catch(() => "erred" as const);
    if (outcome === "died") deaths += 1;
    else if (outcome !== "erred") return deaths;
  }
  await tendUndeliverable(deps, message, messageId);
  return deaths;
}
