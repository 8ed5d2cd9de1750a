/** What stands before an item of a list, before a caption and before a footnote. */
import type { Span } from "../../contracts/result-block.ts";

/** Bullets as fonts have them; letters of symbol fonts in the private area among them. */
const BULLET =
  /^[•‣◦▪■●○◆◇►▶➢➤✓✔❖·∙⁃█▌◾◽□▫*\u2013\u2014\u2212\u00AD\uF06E\uF0A7\uF0B7\uF0D8\uF0FC\uF0A8\uF071\uF0E0-]$/u;
const BULLET_START = /^[•‣◦▪■●○◆◇►▶➢➤❖∙⁃█▌◾◽□▫]\s*/u;
/** No capital letter with a full stop: that is an initial. */
const ORDERED =
  /^(?:\d{1,3}[.)]|\((?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\)|[a-zA-Z]\)|[a-z]\.|[ivx]{1,5}[.)]|[IVX]{2,5}[.)]|\[\d{1,3}\])$/u;

export interface Marker {
  readonly text: string;
  readonly ordered: boolean;
}

/** The marker of a line by its first word, if that is one. `more`: other words follow. */
export function markerOf(first: string, more: boolean): Marker | undefined {
  if (more && BULLET.test(first)) return { text: first, ordered: false };
  if (more && ORDERED.test(first)) return { text: first, ordered: true };
  const glued = first.length > 1 ? BULLET_START.exec(first) : null;
  return glued === null ? undefined : { text: glued[0].trim(), ordered: false };
}

const CAPTION =
  /^(?:fig(?:ure|ura|\.)?|table|tab(?:le|elle|ella|leau|la|el|\.)?|scheme|chart|plate|box|exhibit|listing|algorithm|photo|map|graph|abb(?:ildung|\.)|tafel|quadro|cuadro|grafico|grafik|diagram|image|immagine|imagen|imagem|afbeelding|illustration|supplementary (?:table|figure)|extended data (?:table|fig\.?))[\s-]{0,2}[A-Z]?\d{1,3}(?:[.-]\d{1,3})?[a-z]?(?=[\s.:;,)|–—-]|$)/i;
const WIDE_CAPTION = /^(?:図|表|图|圖)\s{0,2}\d{1,3}/u;

/** After the label of a caption: a word in small letters, which goes on with a sentence about the table or the figure. */
const SENTENCE = /^\s{1,3}\p{Ll}{2}/u;

/**
 * `Table 3.`, `Figure 2:` and the like, at the start of a line; with what it names. `Table 3 shows` begins a sentence, unless the label is set in
 * a look of its own.
 */
export function captionOf({
  text,
  spans,
}: {
  readonly text: string;
  readonly spans: readonly Span[];
}): { readonly label: string; readonly of: "table" | "figure" } | undefined {
  const label = (CAPTION.exec(text) ?? WIDE_CAPTION.exec(text))?.[0];
  if (label === undefined) return;
  const alike = (spans[0]?.text.trimEnd().length ?? 0) > label.length;
  if (alike && SENTENCE.test(text.slice(label.length))) return;
  return {
    label,
    of: /^(?:supplementary |extended data )?(?:tab|quadro|cuadro|exhibit|表)/i.test(label) ? "table" : "figure",
  };
}

const NOTE_MARK = /^(?:\d{1,3}|[*†‡§¶‖#]{1,3}|[a-z])$/u;

/** Whether a raised word at the start of a line is the mark of a note. */
function isNoteMark(text: string): boolean {
  return NOTE_MARK.test(text);
}

/** The mark at the start of a note, when it is raised or stands by itself. */
export function noteMark(spans: readonly Span[]): string | undefined {
  const [first] = spans;
  if (first === undefined) return;
  const word =
    /^\s*(\S{1,3})(?=\s|$)/.exec(first.text)?.[1] ?? (first.text.trim().length <= 3 ? first.text.trim() : "");
  const raised = first.script === "super" || /^[*†‡§¶]/u.test(first.text);
  const mark = raised ? (first.text.trim().split(/\s/)[0] ?? "") : word;
  return isNoteMark(mark) && (raised || /^\d+$/.test(mark)) ? mark : undefined;
}
