/** Captions: lines that name a table or a figure. */
import type { Word } from "../word.ts";

const NAME = /^(?:table|tab\.?|tabelle|tableau|tabla|tabella|tabela|exhibit|figure|fig\.?|abbildung|abb\.?)$/i;
const NUMBER = /^(?:[A-Z]{1,2}[-.]?)?[\dIVX]+(?:[.\-–]\d+)*[.:]?$/;
const TOGETHER = /^(?:table|tabelle|tableau|tabla|tabella|tabela|exhibit|figure|abbildung)[\d.:-]+$/i;

/** Whether a line, given by its words from left to right, begins like "Table 2". */
export function isCaption(words: readonly Word[]): boolean {
  const [first, second] = words;
  if (first === undefined) return false;
  return TOGETHER.test(first.text) || (second !== undefined && NAME.test(first.text) && NUMBER.test(second.text));
}
