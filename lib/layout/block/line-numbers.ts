/** Numbers beside the lines of a program: they count its lines and are none of its text. */
import { makeLine } from "../line.ts";
import type { LinkAt } from "../line-text.ts";
import { type Item, isRow, makeRow, type Row } from "./row.ts";

const NUMBER = /^\d{1,5}$/;
/** Fewer lines are counted by chance; so many of them show monospaced text, the others nothing. */
const MIN_LINES = 3;
const CODE_SHARE = 0.5;
const MONOSPACE_SHARE = 0.9;
/** Numbers stand flush right or left, in ems. */
const FLUSH_EMS = 0.3;

/** The items of a column, the lines of such programs without their numbers; lines that show nothing but their number are left out. */
export function withoutLineNumbers(items: readonly Item[], linkAt: LinkAt | undefined): Item[] {
  const kept: Item[] = [];
  let run: Row[] = [];
  const close = (): void => {
    for (const row of isListing(run) ? bare(run, linkAt) : run) kept.push(row);
    run = [];
  };
  for (const item of items) {
    const last = run.at(-1);
    if (!isRow(item) || !mayBeNumbered(item)) close();
    else if (last !== undefined && !follows(last, item)) close();
    if (isRow(item) && mayBeNumbered(item)) run.push(item);
    else kept.push(item);
  }
  close();
  return kept;
}

/** A number alone, or before monospaced text only. */
function mayBeNumbered({ line, rightToLeft, recognised }: Row): boolean {
  const [first] = line.words;
  if (first === undefined || rightToLeft || recognised || !NUMBER.test(first.text)) return false;
  const rest = line.words.slice(1);
  let [monospaced, all] = [0, 0];
  for (const { text, style } of rest) {
    all += text.length;
    if (style.monospace) monospaced += text.length;
  }
  return monospaced >= MONOSPACE_SHARE * all && (rest[0] === undefined || rest[0].left > first.right);
}

function follows(last: Row, row: Row): boolean {
  const [a, b] = [last.line.words[0], row.line.words[0]];
  if (a === undefined || b === undefined || Number(b.text) !== Number(a.text) + 1) return false;
  return Math.min(Math.abs(a.right - b.right), Math.abs(a.left - b.left)) <= FLUSH_EMS * a.size;
}

function isListing(run: readonly Row[]): boolean {
  const withCode = run.filter(({ line }) => line.words.length > 1).length;
  return run.length >= MIN_LINES && withCode >= CODE_SHARE * run.length;
}

function bare(run: readonly Row[], linkAt: LinkAt | undefined): Row[] {
  return run.flatMap(({ line }) =>
    line.words.length < 2 ? [] : [{ ...makeRow(makeLine(line.words.slice(1)), linkAt), listed: true }],
  );
}
