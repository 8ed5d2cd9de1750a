/**
 * From words to segments: the parts of lines that no wide gap interrupts. First along the content stream, where neighbours mostly follow each other; then by
 * place, for what the file draws in another order. (The nearest-neighbour chains of O'Gorman's docstrum, 1993, with the stream as the first guess.)
 */
import { inVisualOrder, type Line, makeLine } from "./line.ts";
import type { Word } from "./word.ts";

/** Gaps from here on part segments, in ems. Justified lines have such gaps too; lines of one column are put together again later. */
const SPLIT_EMS = 0.8;
const OVERLAP_EMS = 0.4;
const SAME_BASE_EMS = 0.12;
/** Raised and lowered words: how near they stand, and where their middle lies above and below the baseline. */
const SCRIPT_GAP_EMS = 0.6;
const SCRIPT_ABOVE_EMS = 1;
const SCRIPT_BELOW_EMS = 0.35;
const SCRIPT_SIZE = 0.86;
/** A raised word of the same size is off by at most this much. */
const SCRIPT_SHIFT_EMS = 0.5;
/** An initial that reaches down over several lines. */
const INITIAL_SIZE = 1.7;

interface Chain {
  readonly words: Word[];
  left: number;
  right: number;
  /** The word that later ones are measured by. */
  main: Word;
}

/** Segments sorted by baseline, then from left to right. */
export function buildSegments(words: readonly Word[]): Line[] {
  const chains: Chain[] = [];
  let open: Chain | undefined;
  for (const word of words) {
    if (open !== undefined && follows(open, word)) add(open, word);
    else {
      open = { words: [word], left: word.left, right: word.right, main: word };
      chains.push(open);
    }
  }
  return attachScripts(joinRows(chains))
    .map(({ words: all }) => makeLine(withoutDoubles(all)))
    .sort(byPlace);
}

function byPlace(a: Line, b: Line): number {
  return a.base - b.base || a.left - b.left;
}

function add(chain: Chain, word: Word): void {
  chain.words.push(word);
  chain.left = Math.min(chain.left, word.left);
  chain.right = Math.max(chain.right, word.right);
  const { main } = chain;
  if (isInitial(main, word) || (word.size >= 0.95 * main.size && !isInitial(word, main))) chain.main = word;
}

function isInitial(a: Word, b: Word): boolean {
  return a.text.length <= 2 && a.size > INITIAL_SIZE * b.size;
}

function follows(chain: Chain, word: Word): boolean {
  return standsBeside(chain, word.left, word.right, word, SPLIT_EMS);
}

/** Whether what lies from `left` to `right` goes on with the chain, on either side of it. */
function standsBeside(chain: Chain, left: number, right: number, word: Word, splitEms: number): boolean {
  const { main } = chain;
  const size = Math.max(main.size, word.size);
  const gap = Math.max(left - chain.right, chain.left - right);
  if (gap > splitEms * size || gap < -OVERLAP_EMS * size) return false;
  return (
    Math.abs(main.base - word.base) <= SAME_BASE_EMS * size || (gap <= SCRIPT_GAP_EMS * size && isScript(main, word))
  );
}

/** Whether one of two neighbours is raised or lowered beside the other, or an initial. */
function isScript(a: Word, b: Word): boolean {
  const [large, small] = a.size >= b.size ? [a, b] : [b, a];
  const middle = small.base - 0.35 * small.size;
  const inBand =
    middle >= large.base - SCRIPT_ABOVE_EMS * large.size && middle <= large.base + SCRIPT_BELOW_EMS * large.size;
  if (!inBand) return false;
  return small.size <= SCRIPT_SIZE * large.size || Math.abs(a.base - b.base) <= SCRIPT_SHIFT_EMS * small.size;
}

/** Chains on one baseline that stand side by side become one. */
function joinRows(chains: readonly Chain[]): Chain[] {
  const sorted = [...chains].sort((a, b) => a.main.base - b.main.base || a.left - b.left);
  const joined: Chain[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    const base = sorted[from]?.main.base ?? 0;
    while (to < sorted.length && (sorted[to]?.main.base ?? 0) - base <= SAME_BASE_EMS * (sorted[to]?.main.size ?? 0))
      to++;
    for (const chain of joinRow(sorted.slice(from, to))) joined.push(chain);
    from = to;
  }
  return joined;
}

function joinRow(row: Chain[]): Chain[] {
  const joined: Chain[] = [];
  for (const chain of row.sort((a, b) => a.left - b.left)) {
    const last = joined.at(-1);
    if (last !== undefined && standsBeside(last, chain.left, chain.right, chain.main, SPLIT_EMS)) absorb(last, chain);
    else if (last === undefined || !isDouble(last, chain)) joined.push(chain);
  }
  return joined;
}

/** How many words of a chain are held against those of another; bounds the work. */
const MAX_TWINS = 200;

/** Whether all that the chain says stands in the other one already, almost at the same place. */
function isDouble(chain: Chain, again: Chain): boolean {
  const words = chain.words.slice(-MAX_TWINS);
  return (
    again.left < chain.right &&
    again.words.length <= words.length &&
    again.words.every((word) => words.some((other) => other.text === word.text && liesOn(other, word)))
  );
}

function absorb(chain: Chain, other: Chain): void {
  for (const word of other.words) add(chain, word);
}

/** How many neighbours by baseline a small chain is compared with; bounds the work. */
const NEIGHBOURS = 60;

/** Small chains that stand raised or lowered beside a larger one join it. `chains` are sorted by baseline. */
function attachScripts(chains: readonly Chain[]): Chain[] {
  const gone = new Set<Chain>();
  const largest = chains.reduce((most, { main }) => Math.max(most, main.size), 0);
  for (const [at, chain] of chains.entries()) {
    if (chain.words.length > 4) continue;
    const reach = 1.2 * largest;
    const host = findHost(chains, at, chain, reach, gone);
    if (host !== undefined) {
      absorb(host, chain);
      gone.add(chain);
    }
  }
  return gone.size === 0 ? [...chains] : chains.filter((chain) => !gone.has(chain));
}

function findHost(
  chains: readonly Chain[],
  at: number,
  small: Chain,
  reach: number,
  gone: ReadonlySet<Chain>,
): Chain | undefined {
  for (const step of [-1, 1]) {
    for (let other = at + step, seen = 0; seen < NEIGHBOURS; other += step, seen++) {
      const host = chains[other];
      if (host === undefined || Math.abs(host.main.base - small.main.base) > reach) break;
      if (gone.has(host) || host.main.size * SCRIPT_SIZE < small.main.size) continue;
      const gap = Math.max(small.left - host.right, host.left - small.right);
      if (
        gap <= SCRIPT_GAP_EMS * host.main.size &&
        gap >= -OVERLAP_EMS * host.main.size &&
        isScript(host.main, small.main)
      )
        return host;
      // Between two words of the host: a mark over a gap.
      if (gap < 0 && isScript(host.main, small.main) && fitsBetween(host, small)) return host;
    }
  }
  return;
}

function fitsBetween(host: Chain, small: Chain): boolean {
  const slack = 0.15 * host.main.size;
  return host.words.every(({ left, right }) => right <= small.left + slack || left >= small.right - slack);
}

/** Words drawn twice at almost one place, to look bold or to cast a shadow, once. */
function withoutDoubles(words: readonly Word[]): Word[] {
  const kept: Word[] = [];
  for (const word of inVisualOrder(words)) if (!hasTwin(kept, word)) kept.push(word);
  return kept;
}

/** Whether one of the last words is the same, at almost the same place. */
function hasTwin(kept: readonly Word[], word: Word): boolean {
  for (let at = Math.max(0, kept.length - 3); at < kept.length; at++) {
    const other = kept[at];
    if (other !== undefined && other.text === word.text && liesOn(other, word)) return true;
  }
  return false;
}

function liesOn(a: Word, b: Word): boolean {
  const shared = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return shared >= 0.7 * Math.max(a.right - a.left, b.right - b.left, 0.1) && Math.abs(a.base - b.base) <= 0.3 * a.size;
}
