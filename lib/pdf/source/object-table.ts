/** Where the objects of a file begin, by its cross-reference table in its old form: lines of 20 bytes (PDF 1.7, 7.5.4). */
import { type BlockingSource, bytesOf } from "./blocking-source.ts";
import { entriesOf, integerOf } from "./dictionary.ts";

const TAIL_BYTES = 1_024;
const LINE_BYTES = 20;
const TRAILER_BYTES = 8_192;
/** Objects up to this size are read; the first look is at so much. */
const OBJECT_BYTES = 1_048_576;
const FIRST_LOOK_BYTES = 2_048;
/** Tables that lead to each other, one for each time the file was changed, and parts of them together. */
const MAX_TABLES = 32;
const MAX_SECTIONS = 1_000;

interface Section {
  readonly first: number;
  readonly count: number;
  /** Of its first line. */
  readonly at: number;
}

export class ObjectTable {
  /** Where the newest table begins. */
  readonly start: number;
  /** The newest trailer. */
  readonly trailer: ReadonlyMap<string, string>;
  readonly #source: BlockingSource;
  /** The newest first. */
  readonly #sections: readonly Section[];

  /** Undefined for files with tables in any other form, with tables that are damaged, or that do not begin with their header. */
  static read(source: BlockingSource): ObjectTable | undefined {
    if (textAt(source, 0, 5) !== "%PDF-") return;
    const tail = textAt(source, Math.max(0, source.sizeBytes - TAIL_BYTES), TAIL_BYTES);
    const start = Number(/startxref\s{1,8}(\d{1,10})\s{1,8}%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
    if (!(start < source.sizeBytes)) return;
    const sections: Section[] = [];
    let newest: Map<string, string> | undefined;
    let next: number | undefined = start;
    for (let tables = 0; next !== undefined; tables += 1) {
      const trailer: Map<string, string> | undefined =
        tables < MAX_TABLES ? readTable(source, next, sections) : undefined;
      if (trailer === undefined) return;
      newest ??= trailer;
      next = integerOf(trailer.get("Prev"));
    }
    return newest && new ObjectTable(source, start, newest, sections);
  }

  private constructor(
    source: BlockingSource,
    start: number,
    trailer: ReadonlyMap<string, string>,
    sections: readonly Section[],
  ) {
    this.#source = source;
    this.start = start;
    this.trailer = trailer;
    this.#sections = sections;
  }

  /** The dictionary of an object that has its place in a table. */
  dictionaryOf(number: number): Map<string, string> | undefined {
    const at = this.#placeOf(number);
    if (at === undefined) return;
    for (let length = FIRST_LOOK_BYTES; length <= OBJECT_BYTES; length *= 8) {
      const text = textAt(this.#source, at, length);
      const head = /^\s{0,8}(\d{1,10})\s{1,8}\d{1,5}\s{1,8}obj/.exec(text);
      if (head === null || Number(head[1]) !== number) return;
      if (text.includes("endobj")) return entriesOf(text, head[0].length);
    }
    return;
  }

  /** The newest line that tells of it counts. */
  #placeOf(number: number): number | undefined {
    const section = this.#sections.find(({ first, count }) => number >= first && number < first + count);
    if (section === undefined) return;
    const line = textAt(this.#source, section.at + (number - section.first) * LINE_BYTES, LINE_BYTES);
    const place = /^(\d{10}) \d{5} n/.exec(line)?.[1];
    return place === undefined ? undefined : Number(place);
  }
}

/** Adds a table's sections; returns the trailer behind it. */
function readTable(source: BlockingSource, start: number, sections: Section[]): Map<string, string> | undefined {
  const keyword = /^\s{0,8}xref\s{1,8}/.exec(textAt(source, start, 32));
  if (keyword === null) return;
  let at = start + keyword[0].length;
  while (sections.length < MAX_SECTIONS) {
    const head = textAt(source, at, 64);
    const trailer = /^\s{0,8}trailer/.exec(head);
    if (trailer !== null) return entriesOf(textAt(source, at + trailer[0].length, TRAILER_BYTES), 0);
    const section = /^\s{0,8}(\d{1,10}) (\d{1,10}) {0,2}(?:\r\n|\r|\n)/.exec(head);
    if (section === null) return;
    const [whole, first, count] = section;
    at += whole.length;
    sections.push({ first: Number(first), count: Number(count), at });
    at += Number(count) * LINE_BYTES;
  }
  return;
}

/** What there is from `at` on, at most `length` bytes, in Latin-1. */
function textAt(source: BlockingSource, at: number, length: number): string {
  const end = Math.min(source.sizeBytes, at + length);
  return at >= end ? "" : Buffer.from(bytesOf(source, at, end).buffer).toString("latin1");
}
