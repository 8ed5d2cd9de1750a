/**
 * A passage as a translator may have it: text with tags. `<p1>…</p1>` stands around what must come back as it is (numbers, addresses, code,
 * words that are kept), `<s2>…</s2>` around what is set differently or linked. What the document itself has of `<` and `&` is escaped, so
 * that no tag can come from it.
 */
import type { Span } from "../contracts/result-block.ts";

export interface Tagged {
  readonly text: string;
  /** What stands between `<pN>` and `</pN>`, by N. */
  readonly kept: ReadonlyMap<number, readonly Span[]>;
  /** How `<sN>` is set, by N. */
  readonly styles: ReadonlyMap<number, Span>;
  /** How the rest is set. */
  readonly base: Span;
}

const MAX_TAGS = 2_000;

/** Addresses and mailboxes first; then numbers with all that belongs to them. Each alternative is linear. */
const KEPT =
  /(?:https?:\/\/|www\.)[^\s<>"']+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}|\p{Nd}(?:[\p{Nd}.,:/'\u00A0\u2009\u202F-]{0,40}\p{Nd})?/gu;

export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

export function unescapeText(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? "");
}
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };

function isStyled(span: Span, base: Span): boolean {
  return (
    span.link !== undefined ||
    (span.bold === true) !== (base.bold === true) ||
    (span.italic === true) !== (base.italic === true)
  );
}

/** Code, and what is raised or lowered, is not text. */
function isFixed(span: Span, base: Span): boolean {
  return (span.monospace === true && base.monospace !== true) || span.script !== undefined;
}

/** The setting of most of the text. */
function baseOf(spans: readonly Span[]): Span {
  const {
    script: _,
    link: __,
    ...base
  } = spans.reduce((most, span) => (span.text.length > most.text.length ? span : most));
  return base;
}

class Tagger {
  readonly kept = new Map<number, readonly Span[]>();
  readonly styles = new Map<number, Span>();
  readonly #words: RegExp | null;
  #next = 1;

  constructor(words: readonly string[]) {
    this.#words = wordsPattern(words);
  }

  span(span: Span, base: Span): string {
    if (this.#next > MAX_TAGS) return escapeText(span.text);
    if (isFixed(span, base)) return this.#keep(span.text, span);
    const inside = this.#inner(span.text, span);
    if (!isStyled(span, base) || span.text.trim() === "") return inside;
    const tag = this.#next++;
    this.styles.set(tag, span);
    return `<s${tag}>${inside}</s${tag}>`;
  }

  #keep(text: string, span: Span): string {
    const tag = this.#next++;
    this.kept.set(tag, [{ ...span, text }]);
    return `<p${tag}>${escapeText(text)}</p${tag}>`;
  }

  /** Words that are kept, then numbers and addresses in what is left. */
  #inner(text: string, span: Span): string {
    const outside = (part: string) => this.#cut(part, KEPT, span, escapeText);
    return this.#words === null ? outside(text) : this.#cut(text, this.#words, span, outside);
  }

  #cut(text: string, pattern: RegExp, span: Span, rest: (part: string) => string): string {
    let out = "";
    let from = 0;
    for (const found of text.matchAll(pattern)) {
      if (this.#next > MAX_TAGS) break;
      const kept = withoutTail(found[0]);
      out += rest(text.slice(from, found.index)) + this.#keep(kept, span);
      from = found.index + kept.length;
    }
    return out + rest(text.slice(from));
  }
}

/** Signs at the end of an address belong to the sentence. */
function withoutTail(text: string): string {
  let end = text.length;
  while (end > 1 && ".,:;!?)".includes(text[end - 1] ?? " ")) end -= 1;
  return text.slice(0, end);
}

/** Whole words only, the longest first. */
function wordsPattern(words: readonly string[]): RegExp | null {
  const sorted = [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  if (sorted.length === 0) return null;
  const escaped = sorted.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return new RegExp(`(?<![\\p{L}\\p{Nd}])(?:${escaped.join("|")})(?![\\p{L}\\p{Nd}])`, "gu");
}

/** `words` are those that are kept. The spans have text. */
export function tagSpans(spans: readonly Span[], words: readonly string[]): Tagged {
  const base = baseOf(spans);
  const tagger = new Tagger(words);
  const text = spans.map((span) => tagger.span(span, base)).join("");
  return { text, kept: tagger.kept, styles: tagger.styles, base };
}

const TAG = /<(\/?)([ps])(\d{1,4})>/g;

/** The text without its tags, for what only reads it. */
export function withoutTags(text: string): string {
  return unescapeText(text.replace(TAG, ""));
}

interface Open {
  readonly kind: string;
  readonly tag: number;
}

/** Whether a tag may stand where it stands, and what is open behind it; undefined when it may not. */
function step(open: readonly Open[], closing: boolean, kind: string, tag: number): readonly Open[] | undefined {
  const top = open.at(-1);
  if (closing) return top?.kind === kind && top.tag === tag ? open.slice(0, -1) : undefined;
  return top?.kind === "p" ? undefined : [...open, { kind, tag }];
}

/**
 * The translation as spans: what was kept is put back as it was, whatever the translator made of it. Null when a tag is unknown, comes twice, is
 * missing (a mere setting may be) or does not fit the others.
 */
export function restoreSpans(text: string, { kept, styles, base }: Tagged): { spans: Span[]; free: string } | null {
  const spans: Span[] = [];
  const seen = new Set<string>();
  let open: readonly Open[] = [];
  let free = "";
  let from = 0;
  const styleNow = () => {
    const tag = open.findLast(({ kind }) => kind === "s")?.tag;
    return (tag === undefined ? undefined : styles.get(tag)) ?? base;
  };
  const add = (part: string) => {
    const plain = unescapeText(part);
    if (plain === "" || open.at(-1)?.kind === "p") return;
    free += plain;
    spans.push({ ...styleNow(), text: plain });
  };
  for (const found of text.matchAll(TAG)) {
    const [whole, slash, kind = "", digits = ""] = found;
    const tag = Number(digits);
    add(text.slice(from, found.index));
    from = found.index + whole.length;
    const next = step(open, slash === "/", kind, tag);
    const known = kind === "p" ? kept.get(tag) : styles.get(tag);
    if (next === undefined || known === undefined) return null;
    if (slash !== "/") {
      if (seen.has(`${kind}${tag}`)) return null;
      seen.add(`${kind}${tag}`);
      if (kind === "p") {
        free += " ";
        spans.push(...(kept.get(tag) ?? []));
      }
    }
    open = next;
  }
  add(text.slice(from));
  const missing = [...kept.keys()].some((tag) => !seen.has(`p${tag}`));
  const unlinked = [...styles].some(([tag, { link }]) => link !== undefined && !seen.has(`s${tag}`));
  return open.length > 0 || missing || unlinked ? null : { spans: merged(spans), free };
}

function merged(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last !== undefined && JSON.stringify({ ...last, text: "" }) === JSON.stringify({ ...span, text: "" })) {
      out[out.length - 1] = { ...last, text: last.text + span.text };
    } else out.push(span);
  }
  return out;
}
