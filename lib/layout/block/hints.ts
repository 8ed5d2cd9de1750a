/** What a block's rows say of its setting and of where it begins and ends. */
import type { BlockHints } from "../../contracts/block.ts";
import type { Span } from "../../contracts/result-block.ts";
import type { Row } from "./row.ts";

const SENTENCE_END = /[.!?。！？؟]["'”’»)\]]{0,2}$/u;
const LOWER = /^[("'“‘[]?\p{Ll}/u;
const UPPER = /^[("'“‘[]?[\p{Lu}\p{Lt}\p{Lo}]/u;
/** A row is full when it leaves less than this free, in ems. */
const FULL_EMS = 2.5;

export const NO_HINTS: BlockHints = {
  look: "",
  size: 0,
  lines: 0,
  starts: "other",
  ends: true,
  full: false,
  gap: null,
  role: null,
  run_in: false,
};

export function hintsOf(rows: readonly Row[], spans: readonly Span[], text: string): BlockHints {
  const look = lookOf(spans);
  const far = rows.reduce((most, row) => Math.max(most, row.far), Number.NEGATIVE_INFINITY);
  const last = rows.at(-1);
  return {
    look: look.look,
    size: look.size,
    lines: rows.length,
    starts: startOf(text),
    ends: SENTENCE_END.test(text.slice(-5)),
    full: last !== undefined && far - last.far <= FULL_EMS * last.line.size,
    gap: null,
    role: null,
    run_in: rows[0]?.runIn === true,
  };
}

export function startOf(text: string): BlockHints["starts"] {
  if (LOWER.test(text)) return "lower";
  return UPPER.test(text) ? "upper" : "other";
}

/** The setting of most of a text's characters, raised ones left out, as one string; and its size. */
export function lookOf(spans: readonly Span[]): { readonly look: string; readonly size: number } {
  const span = mainSpan(spans) ?? spans[0];
  if (span === undefined) return { look: "", size: 0 };
  const size = Math.round(span.size * 2) / 2;
  const marks = `${span.bold ? "b" : ""}${span.italic ? "i" : ""}${inCapitals(spans) ? "c" : ""}`;
  return { look: `${size}|${marks}|${span.font}`, size: span.size };
}

/** The first span of the setting of most characters. */
function mainSpan(spans: readonly Span[]): Span | undefined {
  if (spans.length < 2) return spans[0];
  const weights = new Map<string, { weight: number; readonly span: Span }>();
  let main: { weight: number; readonly span: Span } | undefined;
  for (const span of spans) {
    if (span.script !== undefined) continue;
    const key = `${span.size}|${span.bold}|${span.italic}|${span.font}`;
    const entry = weights.get(key) ?? { weight: 0, span };
    entry.weight += span.text.length;
    weights.set(key, entry);
    if (main === undefined || entry.weight > main.weight) main = entry;
  }
  return main?.span;
}

/** Of each text, as far as it is looked at. */
const MOST_LETTERS = 300;

function inCapitals(spans: readonly Span[]): boolean {
  let upper = 0;
  let lower = 0;
  const most = spans.reduce((sum, { text }) => sum + Math.min(text.length, MOST_LETTERS), 0);
  for (const { text, script } of spans) {
    if (script !== undefined) continue;
    const end = Math.min(text.length, MOST_LETTERS);
    for (let at = 0; at < end; at++) {
      const code = text.charCodeAt(at);
      if (isSmall(code)) lower += 1;
      else if (code >= 0x41 && code <= 0x5a) upper += 1;
      // In most texts there are soon more small letters than all that is left could outweigh.
      if (lower > 0.1 * (most - lower)) return false;
    }
  }
  return upper >= 3 && lower <= 0.1 * upper;
}

function isSmall(code: number): boolean {
  if (code <= 0xbf) return code >= 0x61 && code <= 0x7a;
  const character = String.fromCharCode(code);
  return character !== character.toUpperCase();
}
