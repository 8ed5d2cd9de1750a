/** Translates the passages of a unit: what is known is taken from memory, the rest goes out in groups, and each answer is checked. */
import type { EnrichMemory, MemoryEntry, MemoryScope } from "../contracts/enrich-memory.ts";
import type { ModelUsage, UntranslatedReason } from "../contracts/enrichment.ts";
import type { Span } from "../contracts/result-block.ts";
import type { GlossaryTerm, TranslationEngine } from "../contracts/translator.ts";
import { DocatError } from "../errors/docat-error.ts";
import { CALLS_AT_ONCE, MAX_TEXT_CHARS } from "../limits/enrich-limits.ts";
import { checkTranslation, type LanguageDetector } from "./check.ts";
import { type Answered, EngineLine } from "./engine-line.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { type Group, groupTasks, type Task, withContext } from "./group-passages.ts";
import type { Passage } from "./passage.ts";
import { type Tagged, tagSpans, withoutTags } from "./protect.ts";
import { termsIn } from "./terms-in.ts";
import { addUsage, shareUsage } from "./usage.ts";

export interface TranslationWish {
  readonly to: string;
  readonly from: string | null;
  readonly formality: "formal" | "informal" | null;
  readonly keep: readonly string[];
  readonly terms: readonly GlossaryTerm[];
  /** Passages in which the text screen finds something stay as they are. */
  readonly skipFlagged: boolean;
}

export interface TranslationTools {
  readonly engines: readonly TranslationEngine[];
  readonly memory: EnrichMemory;
  readonly scope: MemoryScope;
  readonly isForeign: LanguageDetector;
  /** Whether the text screen finds an instruction in a text. */
  readonly isFlagged: (text: string) => boolean;
  /** Takes out of a text what no reader sees. */
  readonly clean: (text: string) => string;
  readonly priceOf: (engine: string, model: string, tokens: { input: number; output: number }) => number | null;
  /** Asked before each call, with what it may take; writes down what one took. False: the budget is spent. */
  readonly budget: { mayCall(tokens: number): Promise<boolean>; spent(tokens: number): Promise<void> };
  /** Throws when the attempt is to end. */
  readonly check: () => void;
  /** By `performance.now()`: no call begins after it. Null: none begins at all, and what is not remembered is told to be missing. */
  readonly endsAt: number | null;
  readonly onFailure: (engine: string, error: unknown) => void;
}

export type PassageOutcome =
  | { readonly kind: "translated"; readonly spans: readonly Span[]; readonly fromMemory: boolean }
  /** There is nothing to translate. */
  | { readonly kind: "same" }
  | { readonly kind: "untranslated"; readonly reason: UntranslatedReason };

export interface TranslatedPassages {
  /** In the order of the passages. */
  readonly outcomes: readonly PassageOutcome[];
  readonly usage: readonly ModelUsage[];
  /** Nobody answered, and nothing was spent on it: another time may fare better. */
  readonly isOutage: boolean;
}

class Unit {
  readonly #wish: TranslationWish;
  readonly #tools: TranslationTools;
  readonly #line: EngineLine;
  /** By the tagged source. */
  readonly found = new Map<string, PassageOutcome>();
  #usage: readonly ModelUsage[] = [];
  #isSpent = false;
  #hadOutage = false;

  constructor(wish: TranslationWish, tools: TranslationTools) {
    this.#wish = wish;
    this.#tools = tools;
    this.#line = new EngineLine(tools.engines, tools.endsAt ?? 0, tools.onFailure);
  }

  get usage(): readonly ModelUsage[] {
    return this.#usage;
  }

  get isOutage(): boolean {
    return this.#hadOutage;
  }

  async recall(tasks: readonly Task[]): Promise<readonly Task[]> {
    const { memory, scope } = this.#tools;
    const entries = await memory.find(
      scope,
      tasks.map((task) => this.#sourceOf(task)),
    );
    return tasks.filter((task, n) => !this.#recallOne(task, entries[n] ?? null));
  }

  /** By which a translation is remembered: a glossary that says the same of a text changes nothing about it. */
  #sourceOf({ tagged: { text } }: Task): string {
    const terms = termsIn(withoutTags(text), this.#wish.terms);
    return terms.length === 0 ? text : JSON.stringify([text, terms]);
  }

  #recallOne({ tagged }: Task, entry: MemoryEntry | null): boolean {
    if (entry === null) return false;
    const verdict = this.#verdict(tagged, entry.text);
    if (!("spans" in verdict)) return false;
    const own = entry.job === this.#tools.scope.job;
    if (own) this.#usage = addUsage(this.#usage, [entry.usage]);
    this.found.set(tagged.text, { kind: "translated", spans: verdict.spans, fromMemory: !own });
    return true;
  }

  #verdict(tagged: Tagged, text: string) {
    const { to, terms } = this.#wish;
    return checkTranslation(text, { tagged, to, terms, isForeign: this.#tools.isForeign });
  }

  async translate(groups: readonly Group[], all: readonly string[]): Promise<void> {
    const waiting = groups.values();
    const worker = async () => {
      for (const group of waiting) await this.#group(group, all);
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker));
  }

  async #group(group: Group, all: readonly string[]): Promise<void> {
    const wrong = await this.#ask(group, false);
    if (wrong.length === 0) return;
    // One text may spoil the answer for its neighbours: the second time each half goes alone.
    const half = Math.ceil(wrong.length / 2);
    const isWhole = wrong.length === group.tasks.length && wrong.length > 1;
    const again = isWhole ? [wrong.slice(0, half), wrong.slice(half)] : [wrong];
    for (const tasks of again) {
      for (const task of await this.#ask(withContext(tasks, all), true)) this.#mark(task, "checks_failed");
    }
  }

  #mark({ tagged }: Task, reason: UntranslatedReason): void {
    this.found.set(tagged.text, { kind: "untranslated", reason });
  }

  /** Answers the texts that are to be tried again. */
  async #ask(group: Group, second: boolean): Promise<readonly Task[]> {
    const { tasks } = group;
    if (!(await this.#mayCall(tasks))) {
      for (const task of tasks) this.#mark(task, this.#isSpent ? "budget_reached" : "time_up");
      return [];
    }
    const answered = await this.#line.ask(this.#requestOf(group), second);
    if (answered !== null) return this.#accept(tasks, answered);
    this.#hadOutage = true;
    for (const task of tasks) this.#mark(task, "provider_failed");
    return [];
  }

  /** Throws `range_timed_out` when the time is up: another attempt goes on with what is remembered. */
  async #mayCall(tasks: readonly Task[]): Promise<boolean> {
    const { check, endsAt, budget } = this.#tools;
    if (endsAt === null) return false;
    check();
    if (performance.now() > endsAt) throw new DocatError("range_timed_out");
    const size = tasks.reduce((sum, { tagged }) => sum + estimateTokens(tagged.text), 0);
    if (!this.#isSpent && !(await budget.mayCall(2 * size))) this.#isSpent = true;
    return !this.#isSpent;
  }

  #requestOf({ tasks, before, after }: Group) {
    const { to, from, formality, terms } = this.#wish;
    const texts = tasks.map(({ tagged }, n) => ({ id: `b${n + 1}`, text: tagged.text }));
    const source = tasks.map(({ tagged }) => withoutTags(tagged.text)).join("\n");
    return { to, from, formality, texts, before, after, terms: termsIn(source, terms) };
  }

  async #accept(tasks: readonly Task[], { engine, texts, tokens }: Answered): Promise<readonly Task[]> {
    const { memory, scope, budget, clean, priceOf } = this.#tools;
    const price = tokens.cost ?? priceOf(engine.engine, engine.model, tokens);
    const sizes = tasks.map(({ tagged }) => tagged.text.length);
    const shares = shareUsage({ engine: engine.engine, model: engine.model, tokens, price }, sizes);
    const kept: { source: string; entry: MemoryEntry }[] = [];
    const wrong: Task[] = [];
    for (const [n, task] of tasks.entries()) {
      const text = clean(texts.get(`b${n + 1}`) ?? "");
      const usage = shares[n];
      const verdict = this.#verdict(task.tagged, text);
      if (usage !== undefined) this.#usage = addUsage(this.#usage, [usage]);
      if (!("spans" in verdict)) {
        wrong.push(task);
        continue;
      }
      this.found.set(task.tagged.text, { kind: "translated", spans: verdict.spans, fromMemory: false });
      if (usage !== undefined) kept.push({ source: this.#sourceOf(task), entry: { text, job: scope.job, usage } });
    }
    await memory.keep(scope, kept);
    await budget.spent(tokens.input + tokens.output);
    return wrong;
  }
}

function textOfSpans(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join("");
}

/** What needs no translator; undefined for what does. */
function settled(text: string, { skipFlagged }: TranslationWish, tools: TranslationTools): PassageOutcome | undefined {
  if (!/\p{L}/u.test(text)) return { kind: "same" };
  if (skipFlagged && tools.isFlagged(text)) return { kind: "untranslated", reason: "flagged" };
  return text.length > MAX_TEXT_CHARS ? { kind: "untranslated", reason: "too_long" } : undefined;
}

/** Words of a text that stay as they are: those that the caller names, and terms that are their own translations. */
function keptIn(text: string, { keep, terms }: TranslationWish): string[] {
  const own = termsIn(text, terms).filter(({ source, target }) => source === target);
  return [...keep, ...own.map(({ source }) => source)];
}

/**
 * Never throws for what a translator does: what cannot be translated is told. Throws what `check` throws, and `store_unavailable`; what is
 * done by then is remembered, and the next attempt goes on with it.
 */
export async function translatePassages(
  passages: readonly Passage[],
  wish: TranslationWish,
  tools: TranslationTools,
): Promise<TranslatedPassages> {
  const unit = new Unit(wish, tools);
  const sources = passages.map(({ spans }) => textOfSpans(spans));
  const given = sources.map((text) => settled(text, wish, tools));
  // What is not sent is not shown beside what is.
  const all = sources.map((text, n) => (given[n]?.kind === "untranslated" ? "" : text));
  const tagged = passages.map(({ spans }, n) =>
    given[n] === undefined ? tagSpans(spans, keptIn(sources[n] ?? "", wish)) : null,
  );
  const tasks = new Map<string, Task>();
  for (const [at, each] of tagged.entries())
    if (each !== null && !tasks.has(each.text)) tasks.set(each.text, { at, tagged: each });
  const open = await unit.recall([...tasks.values()]);
  await unit.translate(groupTasks(open, all), all);
  const outcomes = passages.map((_, n): PassageOutcome => {
    const own = tagged[n];
    if (own === null || own === undefined) return given[n] ?? { kind: "same" };
    const found = unit.found.get(own.text) ?? { kind: "untranslated", reason: "provider_failed" };
    if (found.kind !== "translated" || tasks.get(own.text)?.at === n) return found;
    // The same words in another place, set as they are there.
    const { base, kept, styles } = own;
    return kept.size + styles.size > 0 ? found : { ...found, spans: [{ ...base, text: textOfSpans(found.spans) }] };
  });
  return { outcomes, usage: unit.usage, isOutage: unit.isOutage };
}
