/** Fewer and larger chunks: each costs something on its way out. */

/** The same text in chunks of at least this length, the last one aside. */
const MIN_CHUNK_CHARS = 16_384;

export async function* gather(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let gathered = "";
  for await (const chunk of chunks) {
    gathered += chunk;
    if (gathered.length >= MIN_CHUNK_CHARS) {
      yield gathered;
      gathered = "";
    }
  }
  if (gathered !== "") yield gathered;
}
