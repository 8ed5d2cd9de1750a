/** Bidirectional controls that open and close a stretch of text (Unicode Standard Annex 9, 2.1 to 2.5), and which of them are sound. */

/** The first embedding; the one from right to left follows it. */
const LRE = 0x202a;
const PDF = 0x202c;
const LRO = 0x202d;
const RLO = 0x202e;
const LRI = 0x2066;
const PDI = 0x2069;

/** More open stretches than the annex allows: what lies deeper has no effect. */
const DEEPEST = 125;

export function isBidiControl(code: number): boolean {
  return (code >= LRE && code <= RLO) || (code >= LRI && code <= PDI);
}

interface Open {
  readonly at: number;
  readonly isolate: boolean;
  /** It is no override, and not too deep. */
  readonly sound: boolean;
}

/** Takes the controls of a text one after the other and finds those that open or close an embedding or an isolate, in pairs, within one line. */
export class BidiPairs {
  readonly #sound = new Set<number>();
  #open: Open[] = [];
  #isolates = 0;

  /** The places of the controls that may stay. Overrides may not: they make text read otherwise than it is written. */
  get sound(): ReadonlySet<number> {
    return this.#sound;
  }

  take(code: number, at: number): void {
    if (code === PDF) this.#closeEmbedding(at);
    else if (code === PDI) this.#closeIsolate(at);
    else {
      const isolate = code >= LRI;
      const override = code === LRO || code === RLO;
      this.#open.push({ at, isolate, sound: !override && this.#open.length < DEEPEST });
      if (isolate) this.#isolates += 1;
    }
  }

  /** What is open ends with its line. */
  endLine(): void {
    this.#open = [];
    this.#isolates = 0;
  }

  #closeEmbedding(at: number): void {
    const last = this.#open.at(-1);
    if (last === undefined || last.isolate) return;
    this.#open.pop();
    this.#keep(last, at);
  }

  /** Also ends the embeddings in it, which nothing closed. Each is taken off once, so that the work stays linear. */
  #closeIsolate(at: number): void {
    if (this.#isolates === 0) return;
    let last = this.#open.pop();
    while (last !== undefined && !last.isolate) last = this.#open.pop();
    this.#isolates -= 1;
    if (last !== undefined) this.#keep(last, at);
  }

  #keep(open: Open, at: number): void {
    if (open.sound) this.#sound.add(open.at).add(at);
  }
}
