/** Strings of a file beside its text, made fit to be passed on. */

/** One line: no control characters, no runs of white space, trimmed, bounded. */
export function plainLine(value: unknown, maxChars: number): string {
  if (typeof value !== "string") return "";
  return value
    .slice(0, 4 * maxChars)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, maxChars)
    .toWellFormed();
}

/** Several lines, parted by line feeds: no other control characters, trimmed, bounded. */
export function plainLines(value: unknown, maxChars: number): string {
  if (typeof value !== "string") return "";
  return value
    .slice(0, maxChars)
    .replace(/\r\n?/g, "\n")
    .replace(/(?!\n)\p{Cc}/gu, " ")
    .trim()
    .toWellFormed();
}
