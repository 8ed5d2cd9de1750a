/** One step of a store and of the model: taken twice, compared each time. */

import type * as fc from "fast-check";
import { expect } from "vitest";
import { rangeName } from "../../lib/contracts/page-range.ts";
import { messageName, type StageMessage } from "../../lib/contracts/stage-message.ts";
import type { Told } from "../support/job-memory.ts";
import type { JobModel } from "../support/job-model.ts";
import type { TestStore } from "../support/test-store.ts";

export interface Real {
  readonly store: TestStore;
  readonly id: string;
}

function namesOf(messages: readonly StageMessage[] | undefined): string[] {
  return (messages ?? []).map((message) => `${messageName(message)} resent ${message.resend ?? 0}`).sort();
}

/** Kind and names, as the model tells them. */
export function told(answer: { readonly kind: string; readonly owed?: readonly StageMessage[] }) {
  return { kind: answer.kind, owed: namesOf(answer.owed) };
}

export interface Move {
  readonly name: string;
  readonly may?: (model: JobModel) => boolean;
  readonly model: (model: JobModel) => unknown;
  readonly real: (real: Real) => Promise<unknown>;
  /** Time passes once. */
  readonly once?: boolean;
}

/** What was answered at all, so that a run which never gets anywhere is found out. */
export const seen = new Set<string>();

/** A move, or one that depends on where the job stands. */
export type AnyMove = Move | ((model: JobModel) => Move);

export class Step implements fc.AsyncCommand<JobModel, Real> {
  readonly move: AnyMove;
  #name = "not taken";

  constructor(move: AnyMove) {
    this.move = move;
  }

  check(model: Readonly<JobModel>): boolean {
    return typeof this.move === "function" || (this.move.may?.(model as JobModel) ?? true);
  }

  async run(model: JobModel, real: Real): Promise<void> {
    const move = typeof this.move === "function" ? this.move(model) : this.move;
    this.#name = move.name;
    const expected = move.model(model);
    seen.add(`${move.name.split(" ")[0]} ${(expected as Partial<Told> | undefined)?.kind ?? expected}`);
    for (let time = move.once ? 2 : 1; time <= 2; time++) {
      expect(await move.real(real), `${this} for time ${time}`).toEqual(expected);
      expect(await look(real), `the job after ${this} for time ${time}`).toEqual(lookModel(model));
    }
  }

  toString(): string {
    return this.#name;
  }
}

async function look({ store, id }: Real) {
  const found = await store.jobs.read(id);
  if (found === null) return null;
  const { record, parts, arrivals, owed, stalled } = found;
  return {
    state: record.state,
    epoch: record.epoch,
    home: parts.map(({ range, attempt }) => `${range.first} ${attempt}`),
    arrivals: arrivals.map(rangeName),
    owed: namesOf(owed),
    stalled,
  };
}

function lookModel(model: JobModel) {
  if (model.state === "gone") return null;
  const parts = [...model.done.values()].sort((a, b) => a.range.first - b.range.first);
  return {
    state: model.state,
    epoch: model.epoch,
    home: parts.map(({ range, attempt }) => `${range.first} ${attempt}`),
    arrivals: [...model.done.keys()],
    owed: model.owed,
    stalled: model.isStalled,
  };
}
