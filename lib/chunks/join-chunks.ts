/** The way back: the text of a document from its chunks. */
import type { Chunk } from "../contracts/chunk.ts";

/** All of them in order give the format `text`, with an empty line where that has a page's end, but for blanks at its end. */
export function joinChunks(chunks: Iterable<Pick<Chunk, "text" | "separator" | "repeated_characters">>): string {
  let text = "";
  for (const { separator, repeated_characters, text: all } of chunks) {
    text += separator + [...all].slice(repeated_characters).join("");
  }
  return text;
}
