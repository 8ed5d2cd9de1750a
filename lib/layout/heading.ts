/** What a heading looks like by itself: short, with letters, not a sentence. How it is set tells the document. */
import type { LaidOutBlock } from "../contracts/block.ts";
import type { ResultBlock } from "../contracts/result-block.ts";

const MAX_CHARACTERS = 220;
const MAX_LINES = 4;
const NUMBER =
  /^(?:(?:chapter|section|part|appendix|kapitel|abschnitt|teil|chapitre|capítulo|capitolo|anhang|annex)\s{1,3})?((?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2}){0,4})[.):]?\s{1,4}\S/iu;
const LETTERS = /\p{L}{2}|\p{scx=Han}|\p{scx=Hangul}/u;

/** Words that tell what a text is about, a reference to a work, an address: set like headings at times, and none. */
const KEY_WORDS =
  /^(?:key ?words?|index terms|schl(?:ü|ue)sselw(?:ö|oe)rter|mots[- ]cl[eé]s|palabras clave|palavras-chave|parole chiave)\s?[:—–-]\s?\S/iu;
const REFERENCE = /https?:\/\/|\p{Lu}\., (?:&|and|\p{Lu})|\b(?:19|20)\d{2}[a-z]?\)\. /u;

export function headingText({ block }: LaidOutBlock): string {
  return block.type === "list_item" ? `${block.marker} ${block.text}` : block.text;
}

/** Names with the marks of their affiliations. They are often set like a heading, and say nothing of how headings are set. */
export function isByline(block: ResultBlock): boolean {
  return (
    block.text.includes(",") && block.spans.reduce((sum, { script }) => sum + (script === "super" ? 1 : 0), 0) >= 2
  );
}

/** Whether a block may be a heading at all, however it is set. */
export function mayBeHeading(laid: LaidOutBlock): boolean {
  const { block, hints } = laid;
  if (block.type !== "paragraph" && !(block.type === "list_item" && block.ordered)) return false;
  const { text } = block;
  if (isByline(block) || hints.role === "TOC") return false;
  return (
    text.length <= MAX_CHARACTERS &&
    hints.lines <= MAX_LINES &&
    hints.starts !== "lower" &&
    LETTERS.test(text) &&
    !KEY_WORDS.test(text) &&
    !REFERENCE.test(text) &&
    !/[.,;]$/.test(text.trimEnd().replace(/\b(?:etc|al|vs|Inc|Ltd|Co|St|Dr|No)\.$/, ""))
  );
}

/** Of how many parts the number before a heading is: 2 of `3.1 Methods`; 0 when there is none. */
export function numberDepth(laid: LaidOutBlock): number {
  const number = NUMBER.exec(headingText(laid).slice(0, 60))?.[1];
  return number === undefined ? 0 : number.split(".").filter((part) => part !== "").length;
}

/** For comparing a heading with an entry of the outline: letters and digits only, without the number before it, which one of the two may lack. */
export function foldHeading(text: string): string {
  const plain = text.replace(/^\s{0,3}(?:\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z]|[IVX]{1,5})[.):]?\s{1,4}(?=\S)/u, "");
  return plain
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .slice(0, 120);
}

const LONG_CHARACTERS = 90;

export function isLongText(laid: LaidOutBlock | undefined): boolean {
  return (
    laid !== undefined &&
    (laid.block.type === "paragraph" || laid.block.type === "list_item") &&
    laid.block.text.length >= LONG_CHARACTERS
  );
}

/** `2.1 Samples` on a line of its own before a longer text: a heading, even where it is set like the text. */
export function isNumberedHeading(laid: LaidOutBlock, next: LaidOutBlock | undefined): boolean {
  return (
    laid.hints.lines <= 2 &&
    laid.block.text.length <= 120 &&
    mayBeHeading(laid) &&
    numberDepth(laid) >= 2 &&
    (isLongText(next) || (next !== undefined && numberDepth(next) >= 3))
  );
}
