/** Byte strings: bytes kept in a string, one character (0 to 255) for each byte, so that Redis values stay binary-safe. */

/** A string whose characters are bytes. Not text: pass it through {@link toText} before showing it. */
export type ByteString = string;

/** The UTF-8 bytes of a text. A lone surrogate becomes U+FFFD, as in every UTF-8 encoder. */
export function fromText(text: string): ByteString {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The text that the bytes spell in UTF-8; bytes that spell none become U+FFFD. */
export function toText(bytes: ByteString): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The bytes in base64. */
export function toBase64(bytes: ByteString): string {
  return Buffer.from(bytes, "latin1").toString("base64");
}
