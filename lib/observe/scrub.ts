/** Takes out of a text what another service must not learn: credentials, addresses' queries, mail addresses, long runs that may be data. Linear time. */
import { MAX_REPORT_CHARS } from "../limits/observe.ts";

const HIDDEN = "[hidden]";

/** What is replaced, the widest first. Each has a single unbounded run, whose beginning is found once. */
const RULES: readonly (readonly [RegExp, string])[] = [
  // Our own keys and tokens, and whatever follows a scheme of HTTP authentication.
  [/\b(?:dk|ut)_(?:live|test)_\w+/g, HIDDEN],
  [/\b(?:whsec_|sk-)[\w+/=-]+/g, HIDDEN],
  [/\b(Bearer|Basic) [^\s"']+/gi, `$1 ${HIDDEN}`],
  // User and password, query and fragment of an address.
  [/:\/\/[^\s/"'@]{1,300}@/g, `://${HIDDEN}@`],
  [/[?#][^\s"'`()[\]]+/g, `?${HIDDEN}`],
  [/[^\s@"'<>]{1,64}@[^\s@"'<>]{1,255}/g, HIDDEN],
  // Base64, hex and the like: tokens, hashes, pieces of documents.
  [/[A-Za-z0-9+/_=-]{40,}/g, HIDDEN],
];

/** What is hidden may shorten a text to as little of it. */
const READ_CHARS = 4 * MAX_REPORT_CHARS;

/** The beginning of a text up to its last whole word: half of a token would not be known for one. */
function beginningOf(text: string): string {
  if (text.length <= READ_CHARS) return text;
  const beginning = text.slice(0, READ_CHARS);
  return beginning.slice(0, Math.max(0, beginning.lastIndexOf(" ")));
}

/** At most MAX_REPORT_CHARS of it. */
export function scrub(text: string): string {
  let clean = beginningOf(text);
  for (const [pattern, instead] of RULES) clean = clean.replace(pattern, instead);
  return clean.slice(0, MAX_REPORT_CHARS).toWellFormed();
}
