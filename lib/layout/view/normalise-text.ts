/** Plainer characters: compatibility forms, hyphens, quotation marks and blanks. Pure, in linear time. */
import { NORMALISATIONS, type Normalisation } from "../../contracts/result-view.ts";

/** U+00AD is to be seen at a line's end only. Dashes that mean more than a hyphen (– —) stay. */
const SOFT_HYPHEN = /\u00AD/g;
const HYPHENS = /[\u2010\u2011\u2212\uFE63\uFF0D]/g;
const DOUBLE_QUOTES = /[\u201C-\u201F]/g;
const SINGLE_QUOTES = /[\u2018-\u201B]/g;
const BLANKS = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/**
 * `nfkc` is Unicode's normalisation form KC (UAX #15). It may put a letter and its accent together, takes ligatures and full-width forms apart into what they
 * stand for, and makes x2 of x². Line feeds and tabs stay whatever is asked for.
 */
const STEPS: Readonly<Record<Normalisation, (text: string) => string>> = {
  nfkc: (text) => text.normalize("NFKC"),
  hyphens: (text) => text.replace(SOFT_HYPHEN, "").replace(HYPHENS, "-"),
  quotes: (text) => text.replace(DOUBLE_QUOTES, '"').replace(SINGLE_QUOTES, "'"),
  whitespace: (text) =>
    text
      .replace(BLANKS, " ")
      .replace(/ {2,}/g, " ")
      .replace(/ ?\n ?/g, "\n"),
};

/** All of the steps that are asked for, in the order of `NORMALISATIONS`. */
export function normaliser(asked: ReadonlySet<Normalisation>): (text: string) => string {
  const steps = NORMALISATIONS.filter((name) => asked.has(name)).map((name) => STEPS[name]);
  return (text) => steps.reduce((said, step) => step(said), text);
}
