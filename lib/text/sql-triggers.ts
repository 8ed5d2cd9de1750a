/** Text that changes what a database is asked, when it is pasted into a query. Whole queries, as manuals have them, are none. */
import { type Around, after, before, includesAny, isWhole, lastSign, type Trigger } from "./trigger.ts";

const SQL = { kind: "sql_injection", severity: "low" } as const;

const QUOTES = "'\"";
const NEAR = 60;
const LONGEST_OPERAND = 24;

interface Operand {
  readonly value: string;
  readonly quoted: boolean;
  /** A text whose quotes are both there. */
  readonly closed: boolean;
  readonly end: number;
}

/** A number, a word or a quoted text; the closing quote may be missing, since the query brings it. */
function readOperand(text: string, from: number): Operand | undefined {
  let at = from;
  while (at < from + 4 && (text[at] === " " || text[at] === "(")) at += 1;
  const quote = QUOTES.includes(text[at] ?? "a") ? text[at] : undefined;
  if (quote !== undefined) at += 1;
  const start = at;
  while (at - start < LONGEST_OPERAND && /[a-z0-9_]/.test(text[at] ?? "")) at += 1;
  if (at === start && quote === undefined) return;
  const closed = quote !== undefined && text[at] === quote;
  return { value: text.slice(start, at), quoted: quote !== undefined, closed, end: closed ? at + 1 : at };
}

/** `1=1`, `'a'='a`, `"="`, `true`: what holds for every row. */
function isTautology(around: Around): boolean {
  const text = after(around, NEAR);
  const first = readOperand(text, 0);
  if (first === undefined) return false;
  if (first.value === "true" && !first.quoted) return true;
  let at = first.end;
  while (text[at] === " ") at += 1;
  if (text[at] !== "=" && text.slice(at, at + 5) !== "like ") return false;
  const second = readOperand(text, at + (text[at] === "=" ? 1 : 5));
  if (second === undefined || second.value !== first.value) return false;
  return first.value !== "" || first.closed;
}

/** The rest of the query is commented out. */
function isCutOff(around: Around): boolean {
  return includesAny(after(around, NEAR), ["--", "#", "/*"]);
}

/** Right behind a quote or a value, which the pasted text closes. */
function closesValue(around: Around): boolean {
  const text = before(around, 4);
  const sign = lastSign(text, ")");
  return QUOTES.includes(sign || "a") || /^[=(, -]*\d$/.test(text.trim());
}

export const SQL_TRIGGERS: readonly Trigger[] = [
  {
    ...SQL,
    words: ["' or", '" or', "') or", '") or', "' and", '" and', "'or", '"or', "'||", "' ||"],
    reason: "It closes a value of a query and adds what always holds.",
    when: isTautology,
  },
  {
    ...SQL,
    words: [" or 1=1", " and 1=1", " or 1 = 1", " and 1 = 1"],
    reason: "It adds what always holds to a query.",
    when: (around) =>
      isWhole({ ...around, start: around.start + 1 }) &&
      (QUOTES.includes(lastSign(before(around, 3), ")") || "a") || /^ ?(--|#|;|\/\*)/.test(after(around, 4))),
  },
  {
    ...SQL,
    words: ["union select", "union all select"],
    reason: "It adds the rows of another table to a query.",
    when: (around) =>
      closesValue(around) ||
      (includesAny(after(around, NEAR), ["null,null", "null, null", "@@version", "information_schema"]) &&
        isCutOff(around)),
  },
  {
    ...SQL,
    words: [
      "drop table",
      "drop database",
      "delete from",
      "truncate table",
      "insert into",
      "shutdown;",
      "shutdown --",
      "update ",
    ],
    reason: "It ends a query and begins another one.",
    when: (around) => /['"\d]\)? ?; ?$/.test(before(around, 6)) && isCutOff(around),
  },
  { ...SQL, words: ["exec xp_cmdshell", "exec master..xp_cmdshell"], reason: "It makes a database run a program." },
  {
    ...SQL,
    words: ["waitfor delay '", "pg_sleep(", " and sleep(", " or sleep(", "select sleep(", "benchmark("],
    reason: "It makes a database wait.",
    when: (around) => /['");]/.test(before(around, 12)) && isCutOff(around),
  },
];
