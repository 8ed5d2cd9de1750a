/** The streams of a file as a plain search finds them, without its cross-reference table. */

export interface RawStream {
  /** Of its object; null when that is too far from the stream. */
  readonly number: number | null;
  /** The source of its dictionary, from the object's start on as far as it is kept, in Latin-1; escapes in names undone. */
  readonly dictionary: string;
  readonly data: Buffer;
}

/** A dictionary that is longer is cut at its start: what matters stands near its end more often than not. */
const DICTIONARY_WINDOW = 8_192;
const WHITE_AFTER_DATA = 4;

/**
 * Goes through the file once. A file may be written so that a search and a reader see different streams; this is a
 * first look, and the sandbox's limits hold whatever it misses.
 */
export function* findStreams(file: Buffer): Generator<RawStream> {
  let at = 0;
  for (;;) {
    const keyword = file.indexOf("stream", at, "latin1");
    if (keyword < 0) return;
    const start = startOfData(file, keyword + "stream".length);
    if (start === undefined || !followsDictionary(file, keyword)) {
      at = keyword + "stream".length;
      continue;
    }
    const head = file.toString("latin1", Math.max(at, keyword - DICTIONARY_WINDOW), keyword);
    const opening = head.lastIndexOf(" obj");
    const number = /(\d{1,10})\s{1,5}\d{1,5}$/.exec(head.slice(Math.max(0, opening - 32), Math.max(0, opening)))?.[1];
    const dictionary = unescapeNames(head.slice(opening + 1));
    const end = endOfData(file, start, dictionary);
    yield { number: number === undefined ? null : Number(number), dictionary, data: file.subarray(start, end) };
    at = end;
  }
}

/** Behind the keyword's line end; undefined when there is none. */
function startOfData(file: Buffer, afterKeyword: number): number | undefined {
  if (file[afterKeyword] === 0x0a) return afterKeyword + 1;
  if (file[afterKeyword] !== 0x0d) return undefined;
  return afterKeyword + (file[afterKeyword + 1] === 0x0a ? 2 : 1);
}

function followsDictionary(file: Buffer, keyword: number): boolean {
  return /> ?>\s*$/.test(file.toString("latin1", Math.max(0, keyword - 16), keyword));
}

/** Where the stated length leads to the end's keyword it is believed; else the keyword is searched. */
function endOfData(file: Buffer, start: number, dictionary: string): number {
  const stated = /\/Length\s+(\d{1,10})(?!\s+\d+\s+R)/.exec(dictionary)?.[1];
  if (stated !== undefined) {
    const end = start + Number(stated);
    const after = file.toString("latin1", end, end + WHITE_AFTER_DATA + "endstream".length);
    if (end <= file.length && after.trimStart().startsWith("endstream")) return end;
  }
  const found = file.indexOf("endstream", start, "latin1");
  return found < 0 ? file.length : found;
}

function unescapeNames(source: string): string {
  return source.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
