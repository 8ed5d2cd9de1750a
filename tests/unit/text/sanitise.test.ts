/** What is taken out of texts, what is counted, and what has to stay. */

import { describe, expect, it } from "vitest";
import { cutsOf, sanitise } from "../../../lib/text/sanitise.ts";
import { fc } from "../../support/property.ts";

const tags = (text: string) =>
  [...text].map((sign) => String.fromCodePoint(0xe0000 + (sign.codePointAt(0) ?? 0))).join("");

describe("sanitise takes out", () => {
  it.each([
    ["NUL and other control characters", "a\0b\x1Bc\x7F\x9F", "abc", { control: 4 }],
    [
      "carriage returns, and puts line feeds for other ends of lines",
      "a\r\nb\rc\u2028d\x85e",
      "a\nb\nc\nd\ne",
      { control: 4 },
    ],
    ["surrogates that stand alone", "a\uD800b\uDC00", "a\uFFFDb\uFFFD", { surrogate: 2 }],
    ["overrides of direction, with what ends them", "a\u202Eb\u202Cc\u202D", "abc", { bidi: 3 }],
    ["embeddings and isolates that nothing closes", "\u202Aa \u2067b", "a b", { bidi: 2 }],
    ["what closes nothing", "a\u202Cb\u2069", "ab", { bidi: 2 }],
    ["embeddings that end only with their isolate", "\u2066a\u202Bb\u2069\u202C", "\u2066ab\u2069", { bidi: 2 }],
    ["embeddings that are open at the end of a line", "\u202Aa\nb\u202C", "a\nb", { bidi: 2 }],
    ["tags", `a${tags("hi")}b`, "ab", { tag: 2 }],
    ["tags behind a flag that name no region", `\u{1F3F4}${tags("ignore")}`, "\u{1F3F4}", { tag: 6 }],
    ["selectors behind what has no variants", "a\uFE0Fb\u{E0101}", "ab", { variation_selector: 2 }],
    ["runs of selectors", "\u2764\uFE0F\uFE0F\uFE0F\uFE0F", "\u2764\uFE0F\uFE0F", { variation_selector: 2 }],
    ["joiners between Latin letters", "a\u200Cb\u200D\u200Dc", "abc", { zero_width: 3 }],
    ["spaces without a width", "a\u200Bb\u2060c\uFEFFd\u00ADe\u3164", "abcde", { zero_width: 5 }],
    ["runs of marks of direction", "a\u200E\u200F\u200E\u200F", "a\u200E\u200F", { zero_width: 2 }],
    ["all but the first of a run of blanks", "a \t \u00A0b", "a b", { blank: 3 }],
    ["blanks that only unseen characters part", "a \u200C b", "a b", { zero_width: 1, blank: 1 }],
  ])("%s", (_what, text, clean, removed) => {
    expect(sanitise(text)).toEqual({ text: clean, removed });
  });
});

describe("sanitise keeps", () => {
  it.each([
    ["tabs and line feeds", "a\tb\nc"],
    ["Persian joiners", "می\u200Cخواهم کتاب\u200Cها"],
    ["an Arabic letter in its joined form", "ه\u200D"],
    ["Hindi conjuncts", "क्\u200Dष र्\u200Dय क्\u200Cष हिन्दी"],
    ["marks of direction", "abc\u200F (אבג)\u200E \u061C١٢"],
    ["isolates and embeddings in pairs", "\u2068אב\u2069 \u202Babc\u202C \u2066\u2067ab\u2069\u2069"],
    ["ideographs with their variants", "葛\u{E0100}城 辻\uFE00"],
    ["emoji of several", "👩\u200D❤\uFE0F\u200D💋\u200D👨 👨🏽\u200D🌾 🏳\uFE0F\u200D🌈 #\uFE0F\u20E3 ☺\uFE0E"],
    ["flags of regions", `\u{1F3F4}${tags("gbeng")}\u{E007F} \u{1F3F4}\u200D☠\uFE0F 🇩🇪`],
    ["Mongolian variants", "ᠠ\u180B"],
    ["Old Korean syllables", "\u115F\u1161 \u1100\u1160"],
    ["Chinese, Japanese, Korean and Thai", "中文　字 かなカナ゛ 한국어 ภาษาไทย"],
    ["accents apart from their letters", "e\u0301 שָׁ"],
  ])("%s", (_what, text) => {
    expect(sanitise(text)).toEqual({ text, removed: {} });
  });

  it("blanks, where they are to be kept", () => {
    const code = "if (a)\n    b\t\tc  d";
    expect(sanitise(code, true).text).toBe(code);
  });
});

/** Characters of every kind that it decides on, next to each other far more often than in any document. */
const tricky = fc.constantFrom(
  ..."aא中क ـ\t\n\r \u00A0\u3000\0\x85\u2028\u00AD\u034F\u061C\u115F\u1160\u1100\u1161\u180B\u1820\u200B\u200C\u200D\u200E\u200F\u3164\uFEFF",
  ..."\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFE00\uFE0E\uFE0F❤葛",
  ..."\u{1F3F4}\u{1F469}\u{E0061}\u{E0062}\u{E0030}\u{E0041}\u{E007F}\u{E0100}",
  "\uD800",
  "\uDC00",
);
const texts = fc.oneof(
  fc.array(tricky, { maxLength: 40 }).map((signs) => signs.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
);

describe("sanitise, for any text", () => {
  it("changes nothing the second time, and leaves sound text", () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, keepBlanks) => {
        const once = sanitise(text, keepBlanks);
        expect(once.text.isWellFormed()).toBe(true);
        expect(sanitise(once.text, keepBlanks)).toEqual({ text: once.text, removed: {} });
      }),
      { numRuns: 3_000 },
    );
  });

  it("counts exactly what it takes", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { removed } = sanitise(text);
        const cuts = cutsOf(text, false);
        expect(Object.values(removed).reduce((sum, count) => sum + count, 0)).toBe(cuts.length);
        for (const [at, cut] of cuts.entries()) {
          expect(cut.at).toBeGreaterThanOrEqual((cuts[at - 1]?.at ?? 0) + (cuts[at - 1]?.length ?? 0));
        }
      }),
    );
  });

  it("takes a step or a few for each character, whatever they are", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const meter = { steps: 0 };
        cutsOf(text.repeat(50), false, meter);
        expect(meter.steps).toBeLessThanOrEqual(8 * 50 * text.length);
      }),
    );
  });
});
