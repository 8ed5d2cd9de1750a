/** What an engine gives for codes of a font whose meaning nobody told: control characters, noncharacters, U+FFFD. */

/** Tabs and ends of lines are spaces, not among these. */
export const UNDECODABLE_CHARACTERS = /(?![\t\n\r])[\p{Cc}\uFDD0-\uFDEF\uFFFD-\uFFFF]/gu;

/** Whether some of an engine's text could not be decoded. */
export function hasUndecodable(text: string): boolean {
  return text.search(UNDECODABLE_CHARACTERS) !== -1 || !text.isWellFormed();
}
