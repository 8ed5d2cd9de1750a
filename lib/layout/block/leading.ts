/** The usual distance of two lines of one paragraph, learnt from a column. */
import type { Row } from "./row.ts";

const MIN_EMS = 0.8;
const MAX_EMS = 3;
const DEFAULT_EMS = 1.25;

/** Distance of baselines by size (in half points), with a default for sizes that say nothing. */
export type Leading = (size: number) => number;

/** The smaller ones count: distances between paragraphs are among them, and only larger. (As docstrum takes the peak of its distances.) */
export function learnLeading(rows: readonly Row[]): Leading {
  const bySize = new Map<number, number[]>();
  for (const [at, row] of rows.entries()) {
    const next = rows[at + 1];
    if (next === undefined) continue;
    const { size, base } = row.line;
    const distance = next.line.base - base;
    if (Math.abs(next.line.size - size) > 0.05 * size || distance < MIN_EMS * size || distance > MAX_EMS * size)
      continue;
    const key = Math.round(size * 2);
    const list = bySize.get(key);
    if (list === undefined) bySize.set(key, [distance]);
    else list.push(distance);
  }
  const usual = new Map(
    [...bySize].map(([key, list]) => [key, list.sort((a, b) => a - b)[Math.floor(list.length * 0.4)] ?? 0]),
  );
  return (size) => {
    const key = Math.round(size * 2);
    return usual.get(key) ?? usual.get(key - 1) ?? usual.get(key + 1) ?? DEFAULT_EMS * size;
  };
}
