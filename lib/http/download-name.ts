/** The name under which an answer is saved: the document's, with the format's extension (RFC 6266). */

/** Characters of the name before its extension: with the extension it fits any file system. */
const MAX_STEM_CHARS = 100;
const FALLBACK = "result";

/** What parts paths, is not allowed in names somewhere, or shows a name otherwise than it is. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}/\\:*?"<>|%]/gu;
/** Devices of Windows, whatever extension they have. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

function stemOf(name: string | null): string {
  const plain = (name ?? "")
    .toWellFormed()
    .normalize("NFC")
    .replace(UNSAFE, " ")
    .replace(/\.pdf$/i, "");
  const stem = [...plain.replace(/\s{1,}/g, " ")]
    .slice(0, MAX_STEM_CHARS)
    .join("")
    .replace(/^[. ]{1,}/, "");
  const ended = stem.slice(0, lengthWithoutEnd(stem));
  return ended === "" || RESERVED.test(ended) ? FALLBACK : ended;
}

/** Without the full stops and blanks at its end. */
function lengthWithoutEnd(stem: string): number {
  let length = stem.length;
  while (length > 0 && ". ".includes(stem.charAt(length - 1))) length--;
  return length;
}

/** RFC 8187: what is no attr-char goes as percent-encoded UTF-8. */
function extended(name: string): string {
  return encodeURIComponent(name).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A `Content-Disposition` that has the answer saved. Old readers get the name in ASCII, with `_` for what is none. */
export function attachment(name: string | null, extension: string): string {
  const whole = `${stemOf(name)}.${extension}`;
  const ascii = whole.replace(/[^\x20-\x7E]/gu, "_");
  return ascii === whole
    ? `attachment; filename="${whole}"`
    : `attachment; filename="${ascii}"; filename*=UTF-8''${extended(whole)}`;
}
