/** Finds phrases that speak to a program: one pass over the bare form of a text, with a small state for each phrase. */
import { buildAutomaton } from "./automaton.ts";
import { foldWord, type Stream } from "./fold.ts";
import type { Meter } from "./meter.ts";
import { FILLERS, PHRASES } from "./prompt-phrases.ts";
import { isTag } from "./unseen.ts";

export interface PhraseHit {
  readonly reason: string;
  /** Places in the stream. */
  readonly start: number;
  readonly end: number;
}

/** Where a word may stand. */
interface Place {
  readonly phrase: number;
  readonly place: number;
  /** Letters may follow it. */
  readonly stem: boolean;
}

/** How far a phrase has come: from where its first place begins to where its last one ends. */
interface Progress {
  start: number;
  end: number;
  /** Where the filler at its end begins. */
  filled: number;
  /** It ends within a word; what comes next has to follow at once. */
  inside: boolean;
}

interface MachineWord {
  readonly places: Place[];
  readonly filler: boolean;
}

interface Machine {
  readonly scan: ReturnType<typeof buildAutomaton>["scan"];
  readonly words: readonly MachineWord[];
}

let machine: Machine | undefined;

/** Built when the first page is read. */
function theMachine(): Machine {
  machine ??= buildMachine();
  return machine;
}

function buildMachine(): Machine {
  const found = new Map<string, MachineWord>(FILLERS.map((filler) => [foldWord(filler), { places: [], filler: true }]));
  for (const [phrase, { places: rows }] of PHRASES.entries()) {
    for (const [place, words] of rows.entries()) {
      for (const word of words) {
        const folded = foldWord(word);
        const known = found.get(folded) ?? { places: [], filler: false };
        known.places.push({ phrase, place, stem: word.endsWith("*") });
        found.set(folded, known);
      }
    }
  }
  return { scan: buildAutomaton([...found.keys()]).scan, words: [...found.values()] };
}

/** `stream` is the bare form of `text`. In the order in which they end; none overlaps another. Linear: each word that ends touches the places that it may take, a fixed number. */
export function scanPhrases(stream: Stream, text: string, meter: Meter = { steps: 0 }): PhraseHit[] {
  const { scan, words } = theMachine();
  const matcher = new Matcher(stream, text, meter);
  const take = (word: number, start: number, end: number): void => {
    const known = words[word];
    if (known !== undefined) matcher.take(known, start, end);
  };
  scan(stream, take, meter);
  return matcher.hits;
}

class Matcher {
  readonly hits: PhraseHit[] = [];
  readonly #stream: Stream;
  readonly #text: string;
  readonly #meter: Meter;
  readonly #progress: (Progress | undefined)[][] = PHRASES.map(({ places }) => places.map(() => undefined));
  /** Those that ended last, which a filler may carry on. */
  #latest: Progress[] = [];

  constructor(stream: Stream, text: string, meter: Meter) {
    this.#stream = stream;
    this.#text = text;
    this.#meter = meter;
  }

  take({ places, filler }: MachineWord, start: number, end: number): void {
    this.#meter.steps += places.length;
    const begins = this.#isEdge(start);
    const ends = this.#isEdge(end);
    for (const place of places) this.#enter(place, { start, end, begins, ends });
    if (filler) this.#fill(start, end, ends);
  }

  #enter(
    { phrase, place, stem }: Place,
    word: { readonly start: number; readonly end: number; readonly begins: boolean; readonly ends: boolean },
  ): void {
    const rule = PHRASES[phrase];
    const progress = this.#progress[phrase];
    if (rule === undefined || progress === undefined) return;
    const before = place === 0 ? undefined : progress[place - 1];
    if (place === 0 ? !word.begins : !this.#follows(before, word, rule.gap)) return;
    const start = before?.start ?? word.start;
    const complete = place === rule.places.length - 1;
    if (complete) {
      if (word.ends || stem) this.#hit(rule.reason, start, word.end);
      return;
    }
    const now = { start, end: word.end, filled: word.end, inside: !word.ends && !stem };
    progress[place] = now;
    this.#remember(now);
  }

  /** A filler right behind what came last carries it on. */
  #fill(start: number, end: number, ends: boolean): void {
    this.#meter.steps += this.#latest.length;
    for (const progress of this.#latest) {
      const longer = start === progress.filled && end > progress.end;
      if ((start !== progress.end && !longer) || !(ends || progress.inside)) continue;
      progress.filled = start;
      progress.end = end;
      progress.inside = !ends;
    }
  }

  #remember(progress: Progress): void {
    this.#latest = this.#latest.filter(({ end }) => end >= progress.end - LONGEST_WORD).slice(1 - MOST_LATEST);
    this.#latest.push(progress);
    this.#meter.steps += this.#latest.length;
  }

  #hit(reason: string, start: number, end: number): void {
    const last = this.hits.at(-1);
    if (last === undefined || start >= last.end) this.hits.push({ reason, start, end });
  }

  /** Whether a word may begin or end there: no letter stands right beside the other one in the text. Scripts that join words are not asked. */
  #isEdge(at: number): boolean {
    const { units, from, length } = this.#stream;
    if (at <= 0 || at >= length) return true;
    const apart = (from[at] ?? 0) - (from[at - 1] ?? 0);
    if (apart > 1 || (units[at] ?? 0) >= FIRST_JOINED || (units[at - 1] ?? 0) >= FIRST_JOINED) return true;
    // Tags begin a text of their own.
    return isTag(this.#text.codePointAt(from[at] ?? 0) ?? 0);
  }

  /** Whether a word stands close enough behind what came before, in the same sentence. */
  #follows(
    before: Progress | undefined,
    word: { readonly start: number; readonly begins: boolean },
    gap: number,
  ): boolean {
    if (before === undefined) return false;
    const apart = word.start - before.end;
    // A place may itself begin with a filler.
    if (apart === 0 || word.start === before.filled) return true;
    if (apart < 0 || apart > gap || !word.begins || before.inside) return false;
    const { from } = this.#stream;
    const start = from[word.start] ?? 0;
    return !this.#endsSentence(Math.max(from[before.end - 1] ?? 0, start - LOOK_BACK), start);
  }

  #endsSentence(from: number, to: number): boolean {
    this.#meter.steps += to - from;
    for (let at = from; at < to - 1; at++) {
      if (SENTENCE_ENDS.includes(this.#text[at] ?? " ") && (this.#text.charCodeAt(at + 1) || 0) <= 0x20) return true;
    }
    return false;
  }
}

/** Ends of sentences, where a blank comes next; and how far before a word they are looked for. */
const SENTENCE_ENDS = ".!?";
const LOOK_BACK = 40;

/** From here on no script has capitals; Hebrew and Arabic set prefixes before a word. */
const FIRST_JOINED = 0x590;
const MOST_LATEST = 32;
const LONGEST_WORD = 64;
