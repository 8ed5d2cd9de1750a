/** Which code points text may consist of. */

export const REPLACEMENT = 0xfffd;
const SPACE = 0x20;

/**
 * The code point as it goes into a page: a space for tabs and ends of lines, U+FFFD for what no font means: other control
 * characters, surrogates that stand alone, noncharacters.
 */
export function soundCode(code: number): number {
  if (code >= SPACE && code < 0x7f) return code;
  if (code < SPACE) return code === 0x09 || code === 0x0a || code === 0x0d ? SPACE : REPLACEMENT;
  if (code < 0xa0) return REPLACEMENT;
  if (code < 0xd800) return code;
  const nonsense =
    code < 0xe000 || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe || !(code <= 0x10ffff);
  return nonsense ? REPLACEMENT : code;
}
