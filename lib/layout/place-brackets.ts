/**
 * Brackets in text from right to left. Writers of files mix two ways of telling them, as they look and as they are meant, even in one line; where one stands
 * between a space and a letter, its place tells what it is.
 */

const FORMS: Readonly<Record<string, readonly [open: string, close: string]>> = {
  "(": ["(", ")"],
  ")": ["(", ")"],
  "[": ["[", "]"],
  "]": ["[", "]"],
};

/** The text in logical order with brackets that open after a space and close before one; one with space or signs on both sides closes what is open. */
export function placeBrackets(text: string): string {
  let open = 0;
  return text.replace(/[()[\]]/g, (bracket, at: number) => {
    const before = isWritten(text[at - 1]);
    const after = isWritten(text[at + 1]);
    const apart = !before && !after && isSpace(text[at - 1]) && isSpace(text[at + 1]);
    const closes = before === after ? (apart ? open > 0 : bracket === ")" || bracket === "]") : before;
    open = Math.max(0, open + (closes ? -1 : 1));
    return FORMS[bracket]?.[closes ? 1 : 0] ?? bracket;
  });
}

function isSpace(character: string | undefined): boolean {
  return character === undefined || character === " ";
}

/** A letter, a mark or a digit. */
function isWritten(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{M}\p{N}]/u.test(character);
}
