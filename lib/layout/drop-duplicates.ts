/** Drops text that is drawn twice at almost the same place to look bold or to cast a shadow. */
import type { Span } from "./span.ts";

/** Two spans of the same text are one when they lie on each other by at least this share of their length. */
const SHARED_LENGTH = 0.7;
const SHARED_BASE_EMS = 0.3;

/** Keeps the first of each set of duplicates, and the order. Linear: spans are looked up by text and place. */
export function dropDuplicates(spans: readonly Span[]): Span[] {
  const seen = new Map<string, Span[]>();
  return spans.filter((span) => {
    if (span.text === " " || span.size <= 0) {
      return true;
    }
    const row = Math.round(span.base / span.size);
    const column = Math.round(span.start / span.size);
    const near = [-1, 0, 1].flatMap((dr) =>
      [-1, 0, 1].flatMap((dc) => seen.get(place(span, row + dr, column + dc)) ?? []),
    );
    if (near.some((other) => coincide(span, other))) {
      return false;
    }
    const key = place(span, row, column);
    seen.set(key, [...(seen.get(key) ?? []).slice(-3), span]);
    return true;
  });
}

function place(span: Span, row: number, column: number): string {
  return `${span.frame}|${row}|${column}|${span.text}`;
}

function coincide(a: Span, b: Span): boolean {
  const length = Math.max(a.end - a.start, b.end - b.start, 0.1);
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  const sameSize = Math.abs(a.size - b.size) <= 0.1 * a.size;
  return sameSize && Math.abs(a.base - b.base) <= SHARED_BASE_EMS * a.size && shared >= SHARED_LENGTH * length;
}
