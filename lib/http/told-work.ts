/** What surrounds all work of a function, a request of a caller or a delivery of the broker: its lines in the log know it, it is a span, and what is told of it gets away. */
import { afterAnswer } from "../after-answer.ts";
import type { OpenSpan, SpanStart } from "../contracts/tracer.ts";
import { duringWork, type Work } from "../observe/present-work.ts";
import type { Services } from "./services.ts";

/** What was counted before travels with the first question to the store; what is counted meanwhile is written when it is due. What collectors are told goes out after the answer. */
export function toldWork<T>(
  { metrics, observed }: Pick<Services, "metrics" | "observed">,
  work: Work,
  span: SpanStart,
  act: (span: OpenSpan) => Promise<T>,
): Promise<T> {
  return duringWork(work, async () => {
    const riding = metrics.store.writeWhatIsDue();
    const done = await observed.tracer.within(span, act);
    await riding;
    await metrics.store.writeWhatIsDue();
    afterAnswer(observed.flush());
    return done;
  });
}
