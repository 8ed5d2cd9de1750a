/** Finds all of many words in one pass over a text (Aho and Corasick 1975), by a table of the next state for each state and each character that words are made of. */
import type { Stream } from "./fold.ts";
import type { Meter } from "./meter.ts";

export interface Automaton {
  /** Calls `found` for each word, by its index, and where it begins and ends, in the order in which they end. */
  scan(stream: Stream, found: (word: number, start: number, end: number) => void, meter?: Meter): void;
}

const ROOT = 0;

/** Words that are equal count once, as the first; empty ones are never found. */
export function buildAutomaton(words: readonly string[]): Automaton {
  const classOf = new Uint16Array(0x10000);
  let classes = 1;
  for (const word of words) {
    for (let at = 0; at < word.length; at++) {
      const unit = word.charCodeAt(at);
      if (classOf[unit] === 0) classOf[unit] = classes++;
    }
  }
  const states = buildTrie(words, classOf);
  const next = fillTable(states, classes);
  const ends = Uint8Array.from(states, (state) => (state.words === undefined ? 0 : 1));
  return {
    scan(stream, found, meter = { steps: 0 }) {
      const { units, length } = stream;
      let state = ROOT;
      for (let at = 0; at < length; at++) {
        state = next[state * classes + (classOf[units[at] ?? 0] ?? 0)] ?? ROOT;
        if (ends[state] === 0) continue;
        const ending = states[state]?.words ?? [];
        for (const word of ending) found(word, at + 1 - (words[word]?.length ?? 0), at + 1);
        meter.steps += ending.length;
      }
      meter.steps += length;
    },
  };
}

interface State {
  /** The class of a character, and the state behind it. */
  readonly ways: Map<number, number>;
  /** The state of the longest suffix that words begin with. */
  suffix: number;
  /** The words that end here, the longest first. */
  words: readonly number[] | undefined;
}

function newState(): State {
  return { ways: new Map(), suffix: ROOT, words: undefined };
}

function buildTrie(words: readonly string[], classOf: Uint16Array): State[] {
  const states = [newState()];
  for (const [index, word] of words.entries()) {
    let state = ROOT;
    for (let at = 0; at < word.length; at++) {
      const kind = classOf[word.charCodeAt(at)] ?? 0;
      const known = states[state]?.ways.get(kind);
      if (known === undefined) {
        states[state]?.ways.set(kind, states.length);
        state = states.length;
        states.push(newState());
      } else state = known;
    }
    const last = states[state];
    if (state !== ROOT && last !== undefined) last.words ??= [index];
  }
  return states;
}

/** By breadth: the row of a state is the one of its suffix, with its own ways put over it. */
function fillTable(states: readonly State[], classes: number): Uint16Array | Uint32Array {
  const size = states.length * classes;
  // The narrower, the more of it stays near the processor.
  const next = states.length <= 0x10000 ? new Uint16Array(size) : new Uint32Array(size);
  const order = [ROOT];
  for (const at of order) {
    const state = states[at];
    if (state === undefined) continue;
    const suffixRow = state.suffix * classes;
    if (at !== ROOT) {
      next.copyWithin(at * classes, suffixRow, suffixRow + classes);
      const others = states[state.suffix]?.words;
      if (others !== undefined) state.words = [...(state.words ?? []), ...others];
    }
    for (const [kind, child] of state.ways) {
      const found = states[child];
      if (found !== undefined) found.suffix = at === ROOT ? ROOT : (next[suffixRow + kind] ?? ROOT);
      next[at * classes + kind] = child;
      order.push(child);
    }
  }
  return next;
}
