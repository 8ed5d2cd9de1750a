/** The file name in a `Content-Disposition` (RFC 6266), as servers really write it. */
import { safeFileName } from "./file-name.ts";

/** One parameter and the blanks around it; read from where the last one ended, so that the whole is read once. */
const PARAMETER = /\s*;\s*([^\s;="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/y;

/**
 * The name, made safe: `filename*` before `filename`. Null when there is none. Raw UTF-8 in it is understood, though no
 * standard allows it; whatever else does not follow the grammar ends the reading.
 */
export function dispositionFileName(header: string): string | null {
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = header.indexOf(";") === -1 ? header.length : header.indexOf(";");
  for (let match = PARAMETER.exec(header); match !== null; match = PARAMETER.exec(header)) {
    const [, name = "", quoted, token = ""] = match;
    const value = quoted === undefined ? token : quoted.replace(/\\(.)/g, "$1");
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
  }
  return (
    safeFileName(extendedValue(parameters.get("filename*"))) ?? safeFileName(utf8(parameters.get("filename") ?? ""))
  );
}

/** `UTF-8'language'percent-encoded` (RFC 8187); null when it is anything else. */
function extendedValue(value: string | undefined): string | null {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(value ?? "")?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

/** A header's text has one character a byte; where the bytes are UTF-8 it was meant so. */
function utf8(text: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "latin1"));
  } catch {
    return text;
  }
}
