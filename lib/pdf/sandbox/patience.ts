/** How much one document may still cost: each engine is given up by itself after some kills, all of them after some time. */
import type { EngineName } from "../../contracts/engine-choice.ts";
import { DocatError } from "../../errors/docat-error.ts";
import type { SandboxLimits } from "../../limits/sandbox.ts";
import type { SandboxSession } from "./sandbox-session.ts";
import { ThreadLoss } from "./thread-loss.ts";

type PatienceLimits = Pick<SandboxLimits, "maxKills" | "documentMs">;

export class Patience {
  readonly #limits: PatienceLimits;
  readonly #kills = new Map<EngineName, number>();
  #spentMs = 0;

  constructor(limits: PatienceLimits) {
    this.#limits = limits;
  }

  /** Throws `pdf_too_complex` when it is used up. */
  require(engine: EngineName): void {
    const { maxKills, documentMs } = this.#limits;
    if (this.#killsOf(engine) >= maxKills) {
      throw new DocatError("pdf_too_complex", { detail: `It was given up after ${maxKills} attempts to read it.` });
    }
    if (this.#spentMs >= documentMs) {
      const detail = `Its pages took more than ${documentMs / 1_000} seconds together.`;
      throw new DocatError("pdf_too_complex", { detail });
    }
  }

  /** Counts what a call to the session costs. */
  async counted<T>(engine: EngineName, session: Pick<SandboxSession, "workedMs">, work: () => Promise<T>): Promise<T> {
    const spentBefore = session.workedMs;
    try {
      return await work();
    } catch (error) {
      if (error instanceof ThreadLoss && error.killed) this.#kills.set(engine, this.#killsOf(engine) + 1);
      throw error;
    } finally {
      this.#spentMs += session.workedMs - spentBefore;
    }
  }

  #killsOf(engine: EngineName): number {
    return this.#kills.get(engine) ?? 0;
  }
}
