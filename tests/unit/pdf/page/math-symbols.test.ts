/** The signs of mathematical fonts by their codes. */
import { describe, expect, it } from "vitest";
import { mathSigns } from "../../../../lib/pdf/page/math-symbols.ts";

const sign = (font: string, code: number) => String.fromCodePoint(mathSigns(font)?.[code] ?? 0);

describe("The signs of mathematical fonts", () => {
  it.each([
    ["CMSY10", 0x00, "−"],
    ["CMSY10", 0x37, "↦"],
    ["CMSY7", 0x30, "′"],
    ["CMBSY10", 0x68, "⟨"],
    ["CMSY10", 0x7f, "♠"],
    ["CMEX10", 0x50, "∑"],
    ["CMEX10", 0x5a, "∫"],
    ["CMEX10", 0x30, "⎛"],
    ["CMTT10", 0x20, "␣"],
    ["MSAM10", 0x03, "□"],
    ["MSAM10", 0x36, "⩽"],
  ])("%s %i is %s", (font, code, expected) => {
    expect(sign(font, code)).toBe(expected);
  });

  it("are not told of other fonts, nor for codes without a sign", () => {
    expect(mathSigns("CMR10")).toBeUndefined();
    expect(mathSigns("CMSYMBOL")).toBeUndefined();
    expect(mathSigns("MSAM10")?.[0x7f]).toBeUndefined();
  });
});
