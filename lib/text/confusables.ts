/** Letters that are taken for Latin ones, and what they are taken for: a choice of Unicode Technical Standard 39's confusables, after lower-casing and decomposition. */

/** By pairs: what is taken, and for what. */
const LETTERS =
  // Cyrillic
  "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw кk мm тt вb нh ґr ӏl ѵv зz " +
  // Greek
  "αa οo νv ρp ιi κk τt υu ηn χx εe γy βb ωw σo μu " +
  // Armenian
  "օo սu ոn հh ցg զq յj " +
  // Latin letters of another kind
  "ɑa ɡg ıi ȷj ɩi ɪi ʟl ɴn ʀr ʙb ɢg ʜh ʏy ꜱs ᴀa ᴄc ᴅd ᴇe ꜰf ᴊj ᴋk ᴌl ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz łl øo đd ħh ŧt ƒf ɓb ɗd";

const QUOTES = '‘\' ’\' ‚\' ‛\' ′\' “" ”" „" ‟" ″" «" »" ‐- ‑- ‒- –- —- −- ⁄/ ∕/ ∣| ';

/** Digits and signs that stand for letters; only where nothing but letters counts. */
const SIGNS = "0o 1i 3e 4a 5s 7t @a $s";

function pairs(list: string): ReadonlyMap<string, string> {
  return new Map(
    list
      .trim()
      .split(" ")
      .map((pair) => {
        const [from = "", to = ""] = pair;
        return [from, to];
      }),
  );
}

export const CONFUSABLE_LETTERS = pairs(LETTERS);
export const PLAIN_SIGNS = pairs(QUOTES);
export const LETTER_SIGNS = pairs(SIGNS);
