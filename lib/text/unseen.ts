/**
 * Characters that nobody sees (Unicode's Default_Ignorable_Code_Point and its like), and where they mean something: Persian and Indic joiners,
 * emoji, ideographic variants, flags. Elsewhere they carry nothing but what a reader of the page is not shown.
 */

const NONE = 0;
/** Scripts whose letters join, and emoji, begin here. */
const FIRST_JOINING = 0x590;

export const ZWNJ = 0x200c;
export const ZWJ = 0x200d;
export const FLAG = 0x1f3f4;
export const TAG_END = 0xe007f;

export function isTag(code: number): boolean {
  return code >= 0xe0000 && code <= 0xe007f;
}

/** A tag that spells the name of a region: a letter or a digit. */
export function isTagLetter(code: number): boolean {
  return (code >= 0xe0030 && code <= 0xe0039) || (code >= 0xe0061 && code <= 0xe007a);
}

export function isVariationSelector(code: number): boolean {
  return (
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0xe0100 && code <= 0xe01ef) ||
    (code >= 0x180b && code <= 0x180f && code !== 0x180e)
  );
}

const ZERO_WIDTH: ReadonlySet<number> = new Set([
  0xad,
  0x34f,
  0x61c,
  0x115f,
  0x1160,
  0x17b4,
  0x17b5,
  0x180e,
  0x200b,
  ZWNJ,
  ZWJ,
  0x200e,
  0x200f,
  0x3164,
  0xfeff,
  0xffa0,
]);

/** All other characters without a look, bidirectional controls aside. */
export function isZeroWidth(code: number): boolean {
  return (
    ZERO_WIDTH.has(code) ||
    (code >= 0x2060 && code <= 0x2065) ||
    (code >= 0x206a && code <= 0x206f) ||
    (code >= 0xfff0 && code <= 0xfffb) ||
    (code >= 0x1bca0 && code <= 0x1bca3) ||
    (code >= 0x1d173 && code <= 0x1d17a) ||
    (code >= 0xe0080 && code <= 0xe0fff && !isVariationSelector(code))
  );
}

export function isBlank(code: number): boolean {
  return (
    code === 0x20 ||
    code === 0x09 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Ends of lines other than the line feed. */
export function isLineEnd(code: number): boolean {
  return (code >= 0x0a && code <= 0x0d) || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isControl(code: number): boolean {
  return (code < 0x20 && code !== 0x09 && code !== 0x0a) || (code >= 0x7f && code < 0xa0);
}

export function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** Whether a character can be seen, so that one which has no look may belong to it. */
function isSeen(code: number): boolean {
  return !(
    code === NONE ||
    isBlank(code) ||
    isLineEnd(code) ||
    isControl(code) ||
    isTag(code) ||
    isVariationSelector(code) ||
    isZeroWidth(code) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

function isHan(code: number): boolean {
  return (
    (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0x20000 && code <= 0x3ffff)
  );
}

/** Whether a variation selector says something of the character before it; `base` is 0 where none is seen there. */
export function selectsVariant(code: number, base: number): boolean {
  if (base === NONE) return false;
  if (code >= 0xe0100) return isHan(base);
  if (code < 0xfe00) return base >= 0x1820 && base <= 0x18aa;
  const digit = (base >= 0x30 && base <= 0x39) || base === 0x23 || base === 0x2a;
  return (digit || base >= 0xa9) && (code <= 0xfe06 || code >= 0xfe0e);
}

/** Whether a zero-width character means something between the character seen before it and the one right after it. */
export function meansSomething(code: number, base: number, next: number): boolean {
  switch (code) {
    case ZWNJ:
    case ZWJ:
      return base >= FIRST_JOINING || (next >= FIRST_JOINING && isSeen(next));
    // Marks of direction.
    case 0x61c:
    case 0x200e:
    case 0x200f:
      return true;
    // Keeps marks in their order.
    case 0x34f:
      return base >= 0x300;
    // A syllable of Old Korean without its first or its second letter.
    case 0x115f:
      return next >= 0x1161 && next <= 0x11ff;
    case 0x1160:
      return base >= 0x1100 && base <= 0x115e;
    default:
      return false;
  }
}
