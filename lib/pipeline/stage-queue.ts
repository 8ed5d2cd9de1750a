/** The port to the broker that carries messages between the stages. */
import type { AfterMessage } from "../contracts/after-message.ts";
import type { StageMessage } from "../contracts/stage-message.ts";

/** What is owed after a job's end, to be delivered so many seconds from now. */
export interface Postponed {
  readonly message: AfterMessage;
  readonly afterSeconds?: number;
}

export interface StageQueue {
  /**
   * Hands messages over, all in one request. A message that the broker has seen within its deduplication window is
   * taken but not delivered again. Throws `queue_unavailable`; then none, some or all may have been taken.
   */
  publish(messages: readonly StageMessage[]): Promise<void>;
  /** The same for what is owed after jobs' ends. */
  publishAfter(messages: readonly Postponed[]): Promise<void>;
  /**
   * Takes back what the broker has not delivered of a job's messages. A delivery in flight goes on, but is not repeated;
   * one that slips through must find the job ended. Knowing no such job is no error. Throws `queue_unavailable`.
   */
  cancel(jobId: string): Promise<void>;
}
