/** What a result depends on besides the bytes and the options: a stored one is used again only where all of this is the same. */

/** The PDF engine, by name and exact version; a test compares it with what the engine says of itself. */
export const ENGINE_VERSION = "pdfjs-6.1.200";

/** Raised by hand with every change of `lib/layout`, `lib/pdf` or the stages that can change a result. */
const LAYOUT_REVISION = 1;

/** `commit` names the deployed code, where that is known. */
export function resultVersion(commit: string | undefined): string {
  return [ENGINE_VERSION, `layout-${LAYOUT_REVISION}`, ...(commit === undefined ? [] : [commit])].join(" ");
}
