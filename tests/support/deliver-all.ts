/** A broker that loses nothing, for a pipeline in which messages are only remembered. */
import { deduplicationId } from "../../lib/contracts/stage-message.ts";
import { deliver, type TestPipeline } from "./test-pipeline.ts";

/** Delivers what has been published since the mark, and what that leads to, each message once, until nothing is left. */
export async function deliverAll(deps: TestPipeline, from = 0): Promise<void> {
  const seen = new Set<string>();
  for (let at = from; at < deps.published.length; at++) {
    for (const message of deps.published[at] ?? []) {
      if (seen.has(deduplicationId(message))) continue;
      seen.add(deduplicationId(message));
      await deliver(deps, message);
    }
  }
}
