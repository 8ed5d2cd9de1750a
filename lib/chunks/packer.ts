/** Fills chunks with units, in order. Holds one chunk at a time. */
import type { ChunkWarning } from "../contracts/chunk.ts";
import { REPEATED_SHARE } from "../limits/chunk-limits.ts";
import type { ChunkRules } from "./chunk-rules.ts";
import { type Draft, draftText, joinUnits, type TableHeader } from "./draft.ts";
import { overlapOf } from "./overlap.ts";
import { isHeading, isProse, type Passage } from "./passage.ts";
import type { Ruler } from "./ruler.ts";
import type { TextSegmenter } from "./segment-text.ts";
import { cutUnit, mayCut, type Unit, unitOf } from "./unit.ts";

/** A chunk as full as this rather ends than that a paragraph is cut, or a heading stands in its midst. */
const FULL_SHARE = 0.5;

export class Packer {
  readonly #rules: ChunkRules;
  readonly #ruler: Ruler;
  readonly #segmenter: TextSegmenter;
  #own: Unit[] = [];
  #overlap: Unit[] = [];
  #header: TableHeader | null = null;
  #warnings = new Set<ChunkWarning>();
  #size = 0;
  /** How many of its units are no headings. */
  #texts = 0;
  /** Of a chunk that would have been nothing else: they part what is before from what comes. */
  #blanks = "";

  constructor(rules: ChunkRules, ruler: Ruler, segmenter: TextSegmenter) {
    this.#rules = rules;
    this.#ruler = ruler;
    this.#segmenter = segmenter;
  }

  /** Takes the next passage, and gives the chunks that are complete by it. */
  *add(passage: Passage): Generator<Draft> {
    const unit = unitOf(passage);
    if (this.#endsBefore(passage)) yield* this.#close(unit, false);
    else if (this.#rather(passage)) yield* this.#close(unit, true);
    yield* this.#place(unit);
  }

  /** What is left. */
  *end(): Generator<Draft> {
    yield* this.#close(undefined, false);
  }

  /** Whether the strategy wants another chunk here, whatever the sizes. */
  #endsBefore(passage: Passage): boolean {
    const last = this.#own.at(-1);
    if (last === undefined) return false;
    if (this.#rules.strategy === "by_page") return last.passage.page !== passage.page;
    return this.#rules.strategy === "by_title" && isHeading(passage) && this.#hasText();
  }

  #rather(passage: Passage): boolean {
    return this.#rules.strategy === "semantic" && isHeading(passage) && this.#hasText() && this.#isFull();
  }

  #hasText(): boolean {
    return this.#texts > 0;
  }

  #isFull(): boolean {
    return this.#size >= this.#rules.max * FULL_SHARE;
  }

  *#place(unit: Unit): Generator<Draft> {
    if (this.#tryPut(unit)) return;
    const { max, hardMax, strategy } = this.#rules;
    const words = strategy === "fixed" && isProse(unit.passage);
    const size = this.#ruler.measure(unit.text);
    if (size <= max && !(words && mayCut(unit))) {
      yield* this.#close(unit, true);
      if (this.#tryPut(unit)) return;
      // Headings that came along leave too little room.
      if (!mayCut(unit) || unit.level !== "passage") {
        yield* this.#close(undefined, true);
        return this.#put(unit);
      }
    }
    if (mayCut(unit) || size > hardMax) return yield* this.#placePieces(unit, size, words);
    yield* this.#close(unit, true);
    this.#put(unit);
  }

  /** Of what is larger than a chunk, or fills one up. */
  *#placePieces(unit: Unit, size: number, words: boolean): Generator<Draft> {
    if (!words && size > this.#rules.max && this.#isFull()) yield* this.#close(unit, true);
    let any = false;
    for (const piece of cutUnit(unit, this.#segmenter, words)) {
      any = true;
      yield* this.#place(piece);
    }
    if (any) return;
    yield* this.#close(unit, true);
    this.#put(unit);
  }

  /** Puts it in if it fits, with what has to be repeated before it. */
  #tryPut(unit: Unit): boolean {
    const { measure } = this.#ruler;
    const { max } = this.#rules;
    const behind = measure(unit.separator + unit.text);
    if (this.#own.length > 0) return this.#push(unit, this.#size + behind, max);
    const alone = measure(unit.text);
    const header = headerBefore(unit);
    if (header !== null) {
      this.#overlap = [];
      const size = measure(`${header.text}\n`);
      if (size > max * REPEATED_SHARE || size + alone > max) return this.#push(unit, alone, max, "header_left_out");
      this.#header = header;
      return this.#push(unit, size + alone, max);
    }
    if (this.#overlap.length > 0) {
      if (this.#push(unit, measure(joinUnits(this.#overlap)) + behind, max)) return true;
      this.#overlap = [];
    }
    return this.#push(unit, alone, max);
  }

  /** Puts it in, whatever its size. */
  #put(unit: Unit): void {
    this.#overlap = [];
    const warning = this.#own.length === 0 && headerBefore(unit) !== null ? "header_left_out" : undefined;
    this.#push(unit, this.#size + this.#ruler.measure(unit.text), Number.POSITIVE_INFINITY, warning);
    if (this.#size > this.#rules.max) this.#warnings.add("over_size");
  }

  #push(unit: Unit, size: number, max: number, warning?: ChunkWarning): boolean {
    if (size > max) return false;
    this.#own.push(this.#behindBlanks(unit));
    if (!isHeading(unit.passage)) this.#texts++;
    this.#size = size;
    if (warning !== undefined) this.#warnings.add(warning);
    return true;
  }

  /** Ends the chunk, if there is one, before `next`. With `overlaps` its end may be repeated in the next one. */
  *#close(next: Unit | undefined, overlaps: boolean): Generator<Draft> {
    if (this.#own.length === 0) return;
    const sticky = this.#takeSticky(next);
    let surplus = this.#takeSurplus();
    while (surplus.length > 0) {
      yield* this.#letGo();
      this.#begin(surplus);
      if (surplus[0] !== undefined && headerBefore(surplus[0]) !== null) this.#warnings.add("header_left_out");
      surplus = this.#takeSurplus();
    }
    const mayOverlap = sticky.length === 0 && overlaps && next !== undefined && !isHeading(next.passage);
    const overlap = mayOverlap ? overlapOf(this.#own, this.#rules, this.#ruler, this.#segmenter) : [];
    yield* this.#letGo();
    this.#overlap = overlap;
    this.#begin(sticky);
    this.#size = this.#ruler.measure(joinUnits(sticky));
  }

  #begin(units: readonly Unit[]): void {
    const [first, ...rest] = units;
    this.#texts = units.filter(({ passage }) => !isHeading(passage)).length;
    this.#own = first === undefined ? [] : [this.#behindBlanks(first), ...rest];
  }

  #behindBlanks(unit: Unit): Unit {
    const blanks = this.#blanks;
    this.#blanks = "";
    return blanks === "" ? unit : { ...unit, separator: blanks + unit.separator };
  }

  /** Gives the chunk as it is, and begins an empty one. */
  *#letGo(): Generator<Draft> {
    const draft = { overlap: this.#overlap, header: this.#header, own: this.#own, warnings: this.#warnings };
    this.#own = [];
    this.#overlap = [];
    this.#header = null;
    this.#warnings = new Set();
    const text = joinUnits(draft.own);
    if (text.trim() === "") this.#blanks = (draft.own[0]?.separator ?? "") + text;
    else yield finished(draft);
  }

  /** Units from the end with which it is larger than its pieces were together. */
  #takeSurplus(): Unit[] {
    const surplus: Unit[] = [];
    if (this.#ruler.additive || this.#warnings.has("over_size")) return surplus;
    const { max } = this.#rules;
    while (this.#ruler.measure(this.#text()) > max) {
      if (this.#own.length > 1) surplus.unshift(...this.#own.splice(-1));
      else if (this.#overlap.length > 0) this.#overlap = [];
      else if (this.#header === null) break;
      else this.#leaveHeaderOut();
    }
    return surplus;
  }

  #leaveHeaderOut(): void {
    this.#header = null;
    this.#warnings.add("header_left_out");
  }

  #text(): string {
    return draftText({ overlap: this.#overlap, header: this.#header, own: this.#own });
  }

  /** What stands at its end and belongs to what follows; nothing when it is nothing else. */
  #takeSticky(next: Unit | undefined): Unit[] {
    if (next === undefined) return [];
    const pages = this.#rules.strategy === "by_page";
    let first = this.#own.length;
    while (first > 0) {
      const unit = this.#own[first - 1];
      if (unit === undefined || !sticksTo(next, unit) || (pages && unit.passage.page !== next.passage.page)) break;
      first--;
    }
    return first === 0 ? [] : this.#own.splice(first);
  }
}

/** Headings, the caption of a table that follows, and a table's header. */
function sticksTo(next: Unit, { passage, rows }: Unit): boolean {
  if (isHeading(passage)) return true;
  if (passage.kind === "table") return passage === next.passage && (rows?.to ?? 0) <= passage.plan.ownHeader;
  const { block } = passage.item;
  return block.type === "caption" && block.target === next.passage.item.block.id;
}

/** The header to be repeated before rows that begin a chunk; null where their own stands among them, or there is none. */
function headerBefore({ passage, level, rows }: Unit): TableHeader | null {
  if (passage.kind !== "table" || rows === undefined || !ROWS.has(level)) return null;
  const { header, ownHeader } = passage.plan;
  return rows.from >= ownHeader ? header : null;
}

const ROWS: ReadonlySet<Unit["level"]> = new Set(["passage", "rows", "row"]);

function finished(draft: Omit<Draft, "warnings"> & { readonly warnings: ReadonlySet<ChunkWarning> }): Draft {
  const broken = draft.own.flatMap(({ warning }) => (warning === undefined ? [] : [warning]));
  return { ...draft, warnings: [...new Set([...draft.warnings, ...broken])] };
}
