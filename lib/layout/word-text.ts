/** The text of a word in logical order, from its glyphs and where they stand. */
import type { Glyphs } from "../contracts/page-content.ts";
import { isMark, isRightToLeft, kindOf } from "./character.ts";
import { drawnAccent } from "./drawn-accents.ts";
import { foldText } from "./fold-text.ts";

const LAM = "\u0644";
const ALEFS = "\u0627\u0622\u0623\u0625\u0671";
const MIRRORED: Readonly<Record<string, string>> = {
  "(": ")",
  ")": "(",
  "[": "]",
  "]": "[",
  "{": "}",
  "}": "{",
  "<": ">",
  ">": "<",
  "«": "»",
  "»": "«",
};

/** Brackets as they are meant in text that runs from right to left, where fonts tell how they look. */
export function mirror(text: string): string {
  return text.replace(/[()[\]{}<>«»]/g, (bracket) => MIRRORED[bracket] ?? bracket);
}

/** Glyphs of one place: a letter with its marks, or the letters that one ligature stands for. */
interface Cluster {
  text: string;
  readonly center: number;
  readonly leftToRight: boolean;
}

/** Folded: no ligatures or presentation forms. Glyphs `from` to `to`, exclusive, none of them a space. */
export function wordText(glyphs: Glyphs, from: number, to: number): string {
  let text = "";
  let plain = true;
  let rightToLeft = false;
  let backwards = false;
  for (let at = from; at < to; at++) {
    if (at > from && isDouble(glyphs, at)) continue;
    const code = glyphs.codes[at] ?? 0;
    backwards ||= at > from && (glyphs.left[at] ?? 0) < (glyphs.left[at - 1] ?? 0);
    plain &&= code >= 0x20 && code < 0x7f && code !== GRAVE && code !== HYPHEN;
    rightToLeft ||= code >= 0x590 && isRightToLeft(code);
    text += String.fromCodePoint(isCodePoint(code) ? code : 0xfffd);
  }
  if (backwards && PARTED_NUMBER.test(text)) return fromTheLeft(glyphs, from, to);
  if (plain) return text;
  const ordered = rightToLeft ? logicalOrder(clustersOf(glyphs, from, to)) : withSigns(glyphs, from, to);
  return foldText(ordered).replaceAll(" ", "");
}

/** Numbers with separators: dates, times, fractions. Some writers draw their parts from right to left. */
const PARTED_NUMBER = /^[\d\u0660-\u0669\u06F0-\u06F9/:.-]{3,40}$/;

/** A number is read from the left, in whichever order its parts are drawn. */
function fromTheLeft({ codes, left }: Glyphs, from: number, to: number): string {
  const places = Array.from({ length: to - from }, (_, at) => from + at);
  places.sort((a, b) => (left[a] ?? 0) - (left[b] ?? 0) || a - b);
  return String.fromCodePoint(...places.map((at) => codes[at] ?? 0));
}

/** With accents that are drawn over letters put onto them, and hyphens that nobody sees as such. */
function withSigns(glyphs: Glyphs, from: number, to: number): string {
  let text = "";
  let held = "";
  for (let at = from; at < to; at++) {
    if (at > from && isDouble(glyphs, at)) continue;
    const accent = drawnAccent(glyphs, at, from, to);
    if (accent?.before === true) {
      held = accent.mark;
      continue;
    }
    const code = at > from && isUnseenHyphen(glyphs, at) ? SOFT_HYPHEN : (glyphs.codes[at] ?? 0);
    text += (accent?.mark ?? String.fromCodePoint(isCodePoint(code) ? code : 0xfffd)) + held;
    held = "";
  }
  return text;
}

/** A glyph that is drawn once more a little off from itself, to look bold. Letters of one ligature have the very same box. */
const DOUBLE_SHARE = 0.3;

function isDouble({ codes, left, right, y }: Glyphs, at: number): boolean {
  if (codes[at] !== codes[at - 1] || y[at] !== y[at - 1]) return false;
  const off = Math.abs((left[at] ?? 0) - (left[at - 1] ?? 0));
  return off > 0 && off < DOUBLE_SHARE * ((right[at] ?? 0) - (left[at] ?? 0));
}

const GRAVE = 0x60;
const HYPHEN = 0x2d;
const SOFT_HYPHEN = 0xad;

/** A hyphen without any width behind one that is seen: where the word is parted is no part of the word, and the hyphen that is seen is. */
function isUnseenHyphen({ codes, left, right }: Glyphs, at: number): boolean {
  return codes[at] === HYPHEN && codes[at - 1] === HYPHEN && (right[at] ?? 0) - (left[at] ?? 0) <= 0;
}

function isCodePoint(code: number): boolean {
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

function clustersOf(glyphs: Glyphs, from: number, to: number): Cluster[] {
  const clusters: Cluster[] = [];
  let boxLeft = Number.NaN;
  for (let at = from; at < to; at++) {
    if (at > from && isDouble(glyphs, at)) continue;
    const code = glyphs.codes[at] ?? 0;
    const left = glyphs.left[at] ?? 0;
    const character = String.fromCodePoint(isCodePoint(code) ? code : 0xfffd);
    const last = clusters.at(-1);
    if (last !== undefined && (isMark(code) || left === boxLeft)) {
      // The one ligature of the two; some fonts name its letters as they look.
      last.text = character === LAM && ALEFS.includes(last.text) ? LAM + last.text : last.text + character;
    } else {
      const center = (left + (glyphs.right[at] ?? 0)) / 2;
      clusters.push({ text: character, center, leftToRight: kindOf(code) === "ltr" });
    }
    boxLeft = left;
  }
  return clusters;
}

/**
 * From right to left by place, whichever order the file draws in; numbers and Latin letters, with the signs between them, from left to right. (The Unicode
 * Bidirectional Algorithm in reverse, for one word.)
 */
function logicalOrder(clusters: Cluster[]): string {
  const visual = clusters.map((cluster, at) => ({ ...cluster, at })).sort((a, b) => b.center - a.center || a.at - b.at);
  const parts: string[] = [];
  for (let at = 0; at < visual.length; ) {
    let end = at;
    for (
      let next = at;
      next < visual.length && (visual[next]?.leftToRight || isSeparator(visual[next]?.text));
      next++
    ) {
      if (visual[next]?.leftToRight) end = next + 1;
    }
    if (end > at && visual[at]?.leftToRight) {
      for (const { text } of visual.slice(at, end).reverse()) parts.push(text);
      at = end;
    } else {
      parts.push(mirror(visual[at]?.text ?? ""));
      at += 1;
    }
  }
  return parts.join("");
}

function isSeparator(text: string | undefined): boolean {
  return text !== undefined && text.length === 1 && ".,:/-_@+%\u066A\u066B\u066C".includes(text);
}
