/** The port to how deliveries to sinks stand. */
import type { SinkMessage } from "../contracts/after-message.ts";
import type { StoredSink } from "./stored-sink.ts";

/** What an attempt came to. */
export interface SinkOutcome extends Pick<StoredSink, "state" | "base" | "done" | "error"> {
  /** When the next attempt is due; null where there is none. */
  readonly nextInMs: number | null;
}

export interface SinkStore {
  /** These deliveries are owed; those that were before stay as they are. Answers the messages of those that are still owed. */
  owe(messages: readonly SinkMessage[]): Promise<readonly SinkMessage[]>;
  /** What came of an attempt, and that the next one is owed. Recording it twice is recording it once. Answers the next message. */
  record(message: SinkMessage, outcome: SinkOutcome): Promise<SinkMessage | null>;
  /** A delivery is owed once more. Null when nothing is known of it. */
  again(message: Omit<SinkMessage, "attempt">): Promise<SinkMessage | null>;
}
