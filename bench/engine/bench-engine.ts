/** The engines by the names that the benchmarks know them by. */
import { ENGINE_CHOICES, engineChoiceSchema } from "../../lib/contracts/engine-choice.ts";
import { createLocalEngine } from "../../lib/pdf/auto/local-engine.ts";
import type { PdfEngine } from "../../lib/pdf/pdf-engine.ts";

export const ENGINE_NAMES = ENGINE_CHOICES;

/** A new engine in this process, without the sandbox. Throws for a name that stands for none. */
export function createBenchEngine(name: string): PdfEngine {
  const choice = engineChoiceSchema.safeParse(name);
  if (!choice.success) throw new Error(`There is no engine ${name}; there are ${ENGINE_NAMES.join(", ")}.`);
  return createLocalEngine(choice.data);
}
