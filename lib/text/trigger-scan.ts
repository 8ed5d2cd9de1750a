/** Finds text that would be run: one pass over the plain form of a text, and a look of bounded length around each word that may begin a pattern. */
import { buildAutomaton } from "./automaton.ts";
import { COMMAND_TRIGGERS } from "./command-triggers.ts";
import type { Stream } from "./fold.ts";
import type { Meter } from "./meter.ts";
import { PROMPT_TRIGGERS } from "./prompt-triggers.ts";
import { SCRIPT_TRIGGERS } from "./script-triggers.ts";
import { SQL_TRIGGERS } from "./sql-triggers.ts";
import { FARTHEST, type Trigger } from "./trigger.ts";

export interface TriggerHit {
  readonly trigger: Trigger;
  /** Places in the stream. */
  readonly start: number;
  readonly end: number;
}

const TRIGGERS: readonly Trigger[] = [...SCRIPT_TRIGGERS, ...SQL_TRIGGERS, ...COMMAND_TRIGGERS, ...PROMPT_TRIGGERS];

const WORDS = TRIGGERS.flatMap((trigger) => trigger.words.map((word) => ({ word, trigger })));

let automaton: ReturnType<typeof buildAutomaton> | undefined;

/** In the order in which they end; of one trigger no two overlap. */
export function scanTriggers(stream: Stream, meter: Meter = { steps: 0 }): TriggerHit[] {
  automaton ??= buildAutomaton(WORDS.map(({ word }) => word));
  const hits: TriggerHit[] = [];
  const lastEnd = new Map<Trigger, number>();
  let text: string | undefined;
  automaton.scan(
    stream,
    (word, start, end) => {
      const trigger = WORDS[word]?.trigger;
      if (trigger === undefined || start < (lastEnd.get(trigger) ?? 0)) return;
      text ??= textOf(stream);
      meter.steps += 2 * FARTHEST;
      if (trigger.when !== undefined && !trigger.when({ text, start, end })) return;
      lastEnd.set(trigger, end);
      hits.push({ trigger, start, end });
    },
    meter,
  );
  return hits;
}

function textOf({ units, length }: Stream): string {
  return new TextDecoder("utf-16le", { ignoreBOM: true }).decode(units.subarray(0, length));
}
