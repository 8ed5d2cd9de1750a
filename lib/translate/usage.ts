/** What calls took, added up by engine and model, and shared out among the texts of a call. Pure. */
import type { ModelEngine } from "../contracts/enrich-options.ts";
import type { ModelUsage } from "../contracts/enrichment.ts";
import type { Tokens } from "../contracts/translator.ts";

interface Call {
  readonly engine: ModelEngine;
  readonly model: string;
  readonly tokens: Tokens;
  /** US dollars; null where nobody knows. */
  readonly price: number | null;
}

/** Whole numbers in proportion to the sizes; they add up to the total. */
function shares(total: number, sizes: readonly number[]): number[] {
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  let given = 0;
  let seen = 0;
  return sizes.map((size) => {
    seen += size;
    const upTo = whole === 0 ? 0 : Math.floor((total * seen) / whole);
    const share = upTo - given;
    given = upTo;
    return share;
  });
}

/** The call itself is counted with the first text. */
export function shareUsage({ engine, model, tokens, price }: Call, sizes: readonly number[]): ModelUsage[] {
  const [input, output] = [shares(tokens.input, sizes), shares(tokens.output, sizes)];
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size, n) => ({
    engine,
    model,
    calls: n === 0 ? 1 : 0,
    input_tokens: input[n] ?? 0,
    output_tokens: output[n] ?? 0,
    cost: price === null || whole === 0 ? null : (price * size) / whole,
  }));
}

const PICODOLLARS = 1e9;

/** In the order of engine and model. */
export function addUsage(all: readonly ModelUsage[], more: readonly ModelUsage[]): ModelUsage[] {
  const sums = new Map<string, ModelUsage>();
  for (const usage of [...all, ...more]) {
    const name = `${usage.engine}:${usage.model}`;
    const before = sums.get(name);
    const cost =
      before === undefined ? usage.cost : before.cost === null || usage.cost === null ? null : before.cost + usage.cost;
    sums.set(name, {
      engine: usage.engine,
      model: usage.model,
      calls: (before?.calls ?? 0) + usage.calls,
      input_tokens: (before?.input_tokens ?? 0) + usage.input_tokens,
      output_tokens: (before?.output_tokens ?? 0) + usage.output_tokens,
      cost,
    });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, usage]) => usage);
}

/** As they are told: sums of shares, without what floating point adds to them. */
export function roundUsage(usage: readonly ModelUsage[]): ModelUsage[] {
  return usage.map((each) => ({
    ...each,
    cost: each.cost === null ? null : Math.round(each.cost * PICODOLLARS) / PICODOLLARS,
  }));
}
