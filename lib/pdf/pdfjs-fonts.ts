/**
 * Names of fonts. pdf.js tells them only with what is drawn on a page, which costs about as much again as its text, so
 * they are asked for only where text could not be decoded, and once for each font of an open document.
 */
import type { PDFPageProxy } from "unpdf/pdfjs";
import { MAX_FONT_NAME_CHARS } from "../contracts/warning.ts";
import { listen } from "./pdfjs-notices.ts";

/** By pdf.js's own name for the font, which counts documents and fonts; null for one without a name. */
export type FontNames = Map<string, string | null>;

/**
 * The names of these fonts of a page, each once and sorted; those that are not `known` yet are asked for and become so.
 * Never rejects: a page whose drawing cannot be read has told its text all the same.
 */
export async function nameFonts(page: PDFPageProxy, fonts: ReadonlySet<string>, known: FontNames): Promise<string[]> {
  const keys = [...fonts];
  if (keys.some((key) => !known.has(key))) {
    try {
      // What pdf.js remarks on the drawing says nothing of the text.
      await listen(new Map(), () => page.getOperatorList());
    } catch {
      // Not remembered: another page may tell the name, whether or not this one was read before.
      return namesOf(keys, known);
    }
    for (const key of keys) {
      known.set(key, readName(page, key));
    }
  }
  return namesOf(keys, known);
}

function namesOf(keys: readonly string[], known: FontNames): string[] {
  return [...new Set(keys.flatMap((key) => known.get(key) ?? []))].sort();
}

/** The font's name in the file without the six letters that mark a subset. */
function readName(page: PDFPageProxy, key: string): string | null {
  const font: unknown = page.commonObjs.has(key) ? page.commonObjs.get(key) : null;
  const name = typeof font === "object" && font !== null && "name" in font ? font.name : null;
  if (typeof name !== "string") {
    return null;
  }
  const plain = name.replace(/^[A-Z]{6}\+/, "").replace(/\p{Cc}/gu, " ");
  return plain.trim() === "" ? null : plain.slice(0, MAX_FONT_NAME_CHARS).toWellFormed();
}
