/** What the widths of letters say of a font. */
import { describe, expect, it } from "vitest";
import { LetterPitch } from "../../../../lib/pdf/pdfium/letter-pitch.ts";

/** The pitch after these characters, each of the width that `widthOf` gives. */
function pitchOf(text: string, widthOf: (character: string) => number): boolean | undefined {
  const pitch = new LetterPitch();
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (pitch.wants(code)) pitch.take(code, widthOf(character));
  }
  return pitch.fixed;
}

describe("The pitch of a font", () => {
  it("is fixed when many letters are equally wide", () => {
    expect(pitchOf("monospaced", () => 0.6)).toBe(true);
  });

  it("is not when one letter differs", () => {
    expect(pitchOf("monospaced", (letter) => (letter === "m" ? 0.8 : 0.6))).toBe(false);
  });

  it("is not known by digits, by a letter that comes again, or by letters of unknown width", () => {
    expect(pitchOf("0123456789", () => 0.5)).toBeUndefined();
    expect(pitchOf("aaaaaaaaaa", () => 0.5)).toBeUndefined();
    expect(pitchOf("monospaced", () => 0)).toBeUndefined();
  });

  it("is not told by the characters of East Asia", () => {
    expect(pitchOf("日本語", () => 1)).toBe(false);
  });
});
