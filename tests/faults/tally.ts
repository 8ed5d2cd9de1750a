/** Keeps count of what was played, what was struck, and what came of it. */
import type { Report } from "./judge.ts";
import type { MadeCall, Schedule } from "./schedule.ts";

/** Told in full; the rest are counted. */
const SHOWN = 5;

const nameOf = ({ label, name }: MadeCall) => `${label}: ${name}`;

export class Tally {
  schedules = 0;
  /** `function: call`, each with the faults that struck it. */
  readonly struck = new Map<string, Set<string>>();
  readonly #bad = new Map<string, string[]>();

  add(story: string, schedule: Schedule, report: Report): void {
    this.schedules += 1;
    for (const call of report.calls) if (!this.struck.has(nameOf(call))) this.struck.set(nameOf(call), new Set());
    for (const call of report.struck) this.struck.get(nameOf(call))?.add(call.fault);
    for (const { invariant, detail } of report.violations) {
      const cases = this.#bad.get(invariant) ?? [];
      const faults = report.struck.map(({ index, label, name, fault }) => `${index} ${fault} (${label}, ${name})`);
      cases.push(`${story}, ${schedule.name}: ${detail.slice(0, 400)}\n  ${faults.join("\n  ")}`);
      this.#bad.set(invariant, cases);
    }
  }

  /** Every invariant that was broken, with how often and the first cases. */
  violations(): Record<string, readonly string[]> {
    return Object.fromEntries(
      [...this.#bad].map(([invariant, cases]) => [`${invariant} (${cases.length} times)`, cases.slice(0, SHOWN)]),
    );
  }
}
