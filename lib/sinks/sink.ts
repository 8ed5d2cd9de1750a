/** The port to a sink, and what it is given of a job. */
import type { Chunk } from "../contracts/chunk.ts";
import type { ResultFrame, ResultPage } from "../contracts/result.ts";
import type { SinkName } from "../contracts/sink.ts";

/** How a chunk's vector is written: little-endian 32-bit floats, or signed bytes. */
export type VectorFormat = "float" | "int8";

export interface DeliveredJob {
  readonly id: string;
  readonly tenant: string;
  /** Whoever the caller acts for, and where the upload came from, as the caller said. */
  readonly userId: string | null;
  readonly uploadDevice: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** A result on its way to a sink. What it is made of is read part by part, each time anew. */
export interface Delivery {
  readonly job: DeliveredJob;
  readonly frame: ResultFrame;
  readonly pages: AsyncIterable<ResultPage>;
  /** With vectors, where the job had some made. */
  chunks(): AsyncIterable<Chunk>;
  readonly vectorFormat: VectorFormat | null;
  /** Whether it is time to stop where a later call can go on. */
  isTimeUp(): boolean;
}

export interface Sink {
  readonly name: SinkName;
  /**
   * Delivers from the `done`-th step on, and answers how many are done and whether that is all: each may be repeated and is the same then. Throws
   * `sink_unavailable` for what may pass, and `sink_refused`.
   */
  deliver(delivery: Delivery, done: number): Promise<{ readonly done: number; readonly whole: boolean }>;
}
