/** A file's name as a client sent it, made safe to store and to show. */
import { MAX_FILE_NAME_CHARS } from "../limits/limits.ts";

/** The last path part without control characters and bidirectional overrides, at most 255 characters; null when nothing is left. */
export function safeFileName(name: string | null | undefined): string | null {
  const last = (name ?? "").split(/[/\\]/).at(-1) ?? "";
  const clean = last.replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, "").trim();
  const cut = [...clean].slice(0, MAX_FILE_NAME_CHARS).join("");
  return cut === "" || cut === "." || cut === ".." ? null : cut;
}
