/** Hands over what is owed after a job's end, right after the step that wrote it down. */
import type { Told } from "../contracts/after-message.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** Never rejects: what the broker did not take stands in the store, and the sweep publishes it. */
export async function publishNotice(
  { queue, log }: Pick<PipelineDeps, "queue" | "log">,
  { notice }: Told,
): Promise<void> {
  if (notice === undefined) return;
  try {
    await queue.publishAfter([{ message: notice }]);
  } catch (error) {
    log.error("notice.unpublished", error, { job: notice.job_id });
  }
}
