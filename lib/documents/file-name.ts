/** A file's name as a client sent it, made safe to store and to show. */
import { DocatError } from "../errors/docat-error.ts";
import { MAX_FILE_NAME_CHARS } from "../limits/limits.ts";

/** The last path part without control characters and bidirectional overrides, at most 255 characters; null when nothing is left. */
export function safeFileName(name: string | null | undefined): string | null {
  const last = (name ?? "").split(/[/\\]/).at(-1) ?? "";
  const clean = last.replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, "").trim();
  const cut = [...clean].slice(0, MAX_FILE_NAME_CHARS).join("");
  return cut === "" || cut === "." || cut === ".." ? null : cut;
}

/** A full stop and a few letters: `Report v1.2` has none. */
const EXTENSION = /\.([a-z][a-z0-9]{0,9})$/i;

/**
 * The same for a file that is sent as a PDF. Throws `extension_wrong` when its name ends otherwise; a name that has no extension
 * says nothing.
 */
export function pdfName(name: string | null | undefined): string | null {
  const safe = safeFileName(name);
  const extension = EXTENSION.exec(safe ?? "")?.[1];
  if (extension === undefined || extension.toLowerCase() === "pdf") return safe;
  throw new DocatError("extension_wrong", { detail: "Its name has another extension than .pdf.", pointer: "file" });
}
