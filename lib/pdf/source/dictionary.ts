/** Dictionaries as they stand in a file: the source of each entry, nothing made of it (PDF 1.7, 7.3). */

/** Arrays and dictionaries inside each other; more are none. */
const MAX_DEPTH = 32;

const WHITE = /(?:[\0\t\n\f\r ]|%[^\n\r]*(?:[\n\r]|$))*/y;
const NAME = /\/[^\0\t\n\f\r ()<>[\]{}/%]*/y;
const REFERENCE = /\d{1,10}\s{1,8}\d{1,5}\s{1,8}R(?![A-Za-z0-9])/y;
const PLAIN = /[^\0\t\n\f\r ()<>[\]{}/%]+/y;
const HEX = /<[0-9A-Fa-f\s]*>/y;

/** The entries of the dictionary that begins at `at`, by name without its slash; undefined when there is none, or its end is missing. */
export function entriesOf(source: string, at: number): Map<string, string> | undefined {
  const entries = new Map<string, string>();
  const end = readEntries(source, skipWhite(source, at), 0, (name, value) => entries.set(name, value));
  return end === undefined ? undefined : entries;
}

/** The object numbers of an array that holds references and nothing else. */
export function referencesOf(array: string | undefined): number[] | undefined {
  const inside = /^\[([\d\sR]*)\]$/.exec(array?.trim() ?? "")?.[1];
  if (inside === undefined) return;
  const words = inside.split(/\s+/).filter((word) => word !== "");
  const numbers: number[] = [];
  for (let index = 0; index < words.length; index += 3) {
    if (words[index + 2] !== "R") return;
    numbers.push(Number(words[index]));
  }
  return numbers;
}

/** The object number of a single reference. */
export function referenceOf(value: string | undefined): number | undefined {
  const number = /^(\d{1,10})\s+\d{1,5}\s+R$/.exec(value?.trim() ?? "")?.[1];
  return number === undefined ? undefined : Number(number);
}

export function integerOf(value: string | undefined): number | undefined {
  return /^\d{1,10}$/.test(value ?? "") ? Number(value) : undefined;
}

function readEntries(
  source: string,
  start: number,
  depth: number,
  take: (name: string, value: string) => void,
): number | undefined {
  if (!source.startsWith("<<", start) || depth > MAX_DEPTH) return;
  let at = skipWhite(source, start + 2);
  while (!source.startsWith(">>", at)) {
    const nameEnd = endOf(NAME, source, at);
    if (nameEnd === undefined) return;
    const valueStart = skipWhite(source, nameEnd);
    const valueEnd = endOfValue(source, valueStart, depth + 1);
    if (valueEnd === undefined) return;
    take(source.slice(at + 1, nameEnd), source.slice(valueStart, valueEnd));
    at = skipWhite(source, valueEnd);
  }
  return at + 2;
}

function endOfValue(source: string, at: number, depth: number): number | undefined {
  if (depth > MAX_DEPTH) return;
  if (source.startsWith("<<", at)) return readEntries(source, at, depth, () => {});
  switch (source[at]) {
    case "[":
      return endOfArray(source, at, depth);
    case "(":
      return endOfString(source, at);
    case "<":
      return endOf(HEX, source, at);
    case "/":
      return endOf(NAME, source, at);
    default:
      return endOf(REFERENCE, source, at) ?? endOf(PLAIN, source, at);
  }
}

function endOfArray(source: string, start: number, depth: number): number | undefined {
  let at = skipWhite(source, start + 1);
  while (source[at] !== "]") {
    const end = endOfValue(source, at, depth + 1);
    if (end === undefined) return;
    at = skipWhite(source, end);
  }
  return at + 1;
}

function endOfString(source: string, start: number): number | undefined {
  let open = 0;
  for (let at = start; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === "(") open += 1;
    else if (source[at] === ")") open -= 1;
    if (open === 0) return at + 1;
  }
  return;
}

function skipWhite(source: string, at: number): number {
  return endOf(WHITE, source, at) ?? at;
}

function endOf(pattern: RegExp, source: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : undefined;
}
