/** Hands over what a job owes the broker, right after the step that wrote it down. */
import type { StageMessage } from "../contracts/stage-message.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/**
 * Publishes, then strikes the messages off the outbox. When publishing fails the outbox still holds them and the error
 * goes on. When only the striking fails the messages are on their way: a later relay repeats them, which changes nothing.
 */
export async function relay(deps: PipelineDeps, jobId: string, owed: readonly StageMessage[]): Promise<void> {
  if (owed.length === 0) return;
  await deps.queue.publish(owed);
  try {
    await deps.jobs.settle(jobId, owed);
  } catch (error) {
    deps.log.error("outbox.settle_failed", error, { job: jobId });
  }
}
