/** What an engine gives for codes of a font whose meaning nobody told: control characters, noncharacters, U+FFFD. */

/** Tabs and ends of lines are spaces, not among these. */
export const UNDECODABLE_CHARACTERS = /(?![\t\n\r])[\p{Cc}\uFDD0-\uFDEF\uFFFD-\uFFFF]/gu;
