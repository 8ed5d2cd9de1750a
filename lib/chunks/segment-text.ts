/** Cuts text into sentences, words and signs, by the Unicode rules for a language (UAX #29, as `Intl.Segmenter` has them). */

/** A place in a text and the next one. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What a segmenter is given at once: it takes time in proportion to all of it for each segment. */
const SENTENCE_WINDOW = 1_024;
const WORD_WINDOW = 256;

/** Shortenings behind which a capital letter begins no sentence. */
const SHORTENED =
  /(?:^|[\s([{"'„“‚‘])(?:\p{Lu}|Mrs?|Ms|Dr|Prof|St|Nr|No|Nos|Fig|Figs|Abb|Tab|Eq|Eqs|Sec|Vol|pp?|vs|cf|ca|al|Art|Abs|Inc|Ltd|Co|Sr|Jr|e\.g|i\.e|z\.\s?B|d\.\s?h|bzw|vgl)\.\s*$/u;

/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const RUN = /\S+/gu;
/** Goes with what follows it. */
const OPENING = /^[\p{Ps}\p{Pi}]+$/u;

export class TextSegmenter {
  readonly #sentences: Intl.Segmenter;
  readonly #words: Intl.Segmenter;
  readonly #signs: Intl.Segmenter;

  /** By the rules of no language in particular where the tag is null, or none that is known. */
  constructor(language: string | null) {
    const locales = language === null ? undefined : Intl.Segmenter.supportedLocalesOf(language);
    const locale = locales?.[0] ?? "en";
    this.#sentences = new Intl.Segmenter(locale, { granularity: "sentence" });
    this.#words = new Intl.Segmenter(locale, { granularity: "word" });
    this.#signs = new Intl.Segmenter(locale, { granularity: "grapheme" });
  }

  /** Sentences with the blanks behind them; together they are the text. */
  *sentences(text: string): Generator<Stretch> {
    let start = 0;
    for (const { end } of segmentsOf(this.#sentences, text, SENTENCE_WINDOW)) {
      if (end < text.length && !endsSentence(text, start, end)) continue;
      yield { start, end };
      start = end;
    }
    if (start < text.length) yield { start, end: text.length };
  }

  /** What is written without a space, and in scripts without spaces the words; without the blanks between them. */
  *words(text: string): Generator<Stretch> {
    for (const match of text.matchAll(RUN)) {
      const [run] = match;
      if (!UNSPACED.test(run)) yield { start: match.index, end: match.index + run.length };
      else
        for (const { start, end } of this.#unspaced(run)) yield { start: match.index + start, end: match.index + end };
    }
  }

  /** Words of a run without spaces, each with the punctuation at it. */
  *#unspaced(run: string): Generator<Stretch> {
    let start = 0;
    let end = 0;
    let opened = true;
    for (const segment of segmentsOf(this.#words, run, WORD_WINDOW)) {
      const text = run.slice(segment.start, segment.end);
      const opens = OPENING.test(text);
      if (!opened && end > start && (opens || (segment.wordLike && joinsNothing(run, segment.start)))) {
        yield { start, end };
        start = segment.start;
      }
      end = segment.end;
      opened = opens;
    }
    if (end > start) yield { start, end };
  }

  /** What a reader takes for one sign each. */
  *signs(text: string): Generator<Stretch> {
    yield* segmentsOf(this.#signs, text, WORD_WINDOW);
  }
}

/** Not after a shortening, and not in the midst of what is written without a space: before the mark of a reference, inside of an address. */
function endsSentence(text: string, start: number, end: number): boolean {
  if (!/\s/.test(text[end - 1] ?? "") && !joinsNothing(text, end)) return false;
  return !SHORTENED.test(text.slice(Math.max(start, end - 16), end));
}

/** Whether a word may begin at this place: one of its neighbours is of a script without spaces. */
function joinsNothing(run: string, at: number): boolean {
  const before = run.codePointAt(at - 1) ?? 0;
  const low = before >= 0xdc00 && before <= 0xdfff;
  return (
    UNSPACED.test(run.slice(at - (low ? 2 : 1), at)) ||
    UNSPACED.test(String.fromCodePoint(run.codePointAt(at) ?? 0)) ||
    isClosing(run, at)
  );
}

const CLOSING = /[\p{Pe}\p{Pf}\p{Po}]/u;

function isClosing(run: string, at: number): boolean {
  return CLOSING.test(run.slice(Math.max(0, at - 1), at)) && (run.codePointAt(at - 1) ?? 0) > 0x2fff;
}

interface Segment extends Stretch {
  readonly wordLike: boolean;
}

/** So near a window's end a segment may end otherwise where more is seen of the text. */
const UNSURE = 64;

/** Window by window. What ends too near a window's end is looked at again in the next one; a window without anything else grows. */
function* segmentsOf(segmenter: Intl.Segmenter, text: string, window: number): Generator<Segment> {
  let at = 0;
  let size = window;
  while (at < text.length) {
    const part = text.slice(at, at + size);
    const sure = at + size >= text.length ? part.length : part.length - UNSURE;
    let done = 0;
    for (const { segment, index, isWordLike = false } of segmenter.segment(part)) {
      const end = index + segment.length;
      if (end > sure) break;
      yield { start: at + index, end: at + end, wordLike: isWordLike };
      done = end;
      // Each segment of a larger window would take longer.
      if (size > window) break;
    }
    size = done === 0 ? size * 2 : window;
    at += done;
  }
}
