/** The port behind the REST endpoint: something that runs Redis commands. A server and an in-process engine fill it. */
import type { ByteString } from "./byte-string.ts";

/** A command and its arguments, as they would stand in a RESP array. */
export type RedisCommand = readonly ByteString[];

/** An error that Redis answers; a value, because inside a pipeline or a transaction it is one result among others. */
export class RedisError {
  /** Error code and sentence, as on the wire without the leading dash. */
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export type RedisReply = ByteString | number | null | RedisError | RedisReply[];

/** What a subscription hears. `pattern` is there for pattern subscriptions only. */
export interface RedisMessage {
  readonly channel: ByteString;
  readonly payload: ByteString;
  readonly pattern?: ByteString;
}

export interface RedisSubscription {
  close(): Promise<void>;
}

export interface RedisEngine {
  /** Says which engine it is, for logs and test titles. */
  readonly name: string;
  /** Runs one command. Errors of Redis come back as values; it rejects only when the engine itself is out of reach. */
  execute(command: RedisCommand): Promise<RedisReply>;
  /** Runs the commands with nothing in between. One error for all of them when the transaction is discarded. */
  transaction(commands: readonly RedisCommand[]): Promise<RedisReply[] | RedisError>;
  /** Resolves once messages are certain to be heard. */
  subscribe(
    kind: "channel" | "pattern",
    names: readonly ByteString[],
    hear: (message: RedisMessage) => void,
  ): Promise<RedisSubscription>;
  /** Ends what the engine started itself, and nothing else. */
  close(): Promise<void>;
}
