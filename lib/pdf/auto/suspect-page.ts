/** Whether an engine read a page well, by what it gave alone: no engine tells that it has read nonsense. */
import type { PageContent } from "../../contracts/page-content.ts";
import { REPLACEMENT } from "../page/character-code.ts";

/** At least this share of a page's characters has to be undecodable before another engine is asked, and at least so many. */
const SUSPECT_SHARE = 0.1;
const SUSPECT_CHARACTERS = 5;

const SPACE = 0x20;
const NO_BREAK_SPACE = 0xa0;

interface Tally {
  /** Characters that are no spaces, and those of them that could be decoded. */
  readonly characters: number;
  readonly decoded: number;
}

function tally({ glyphs: { codes, count } }: PageContent): Tally {
  let spaces = 0;
  let failures = 0;
  for (let index = 0; index < count; index += 1) {
    const code = codes[index];
    if (code === SPACE || code === NO_BREAK_SPACE) spaces += 1;
    else if (code === REPLACEMENT) failures += 1;
  }
  return { characters: count - spaces, decoded: count - spaces - failures };
}

/** Nothing is written on the page, or much of it could not be decoded: another engine may know more. */
export function isSuspect(page: PageContent): boolean {
  const { characters, decoded } = tally(page);
  const failures = characters - decoded;
  return characters === 0 || (failures >= SUSPECT_CHARACTERS && failures >= SUSPECT_SHARE * characters);
}

/** Whether `other` tells more characters of the same page. */
export function isBetter(other: PageContent, page: PageContent): boolean {
  return tally(other).decoded > tally(page).decoded;
}
