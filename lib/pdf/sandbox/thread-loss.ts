/** Why a sandbox thread is gone. */

/** `time` and `memory`: it ran into a limit. `crash`: it fell over by itself. `ended`: its owner had no more use for it. */
export type LossReason = "time" | "memory" | "crash" | "ended";

/** What a call to a thread rejects with when the thread goes away before it has answered. Stays inside the sandbox. */
export class ThreadLoss extends Error {
  readonly reason: LossReason;
  /** Whether this call is to blame; memory belongs to the whole process, and a busy neighbour may have taken it. */
  readonly certain: boolean;

  constructor(reason: LossReason, certain = true, cause?: unknown) {
    super(`The sandbox thread is gone: ${reason}.`, { cause });
    this.name = "ThreadLoss";
    this.reason = reason;
    this.certain = certain;
  }

  /** Whether a limit ended it, and not a fault or its owner. */
  get killed(): boolean {
    return this.reason === "time" || this.reason === "memory";
  }
}
