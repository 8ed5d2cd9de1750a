/** A new end for files that have lost theirs: PDFium finds the objects of a file by itself, but not which of them is the catalog. */

/** How far before its type an object's number may stand. */
const WINDOW = 4_096;
const NUMBER = /(?:^|[^\d])(\d{1,10}) (\d{1,5}) obj\b/g;
/** Places looked at: a file has one catalog, and one more for each time it was changed. */
const MAX_PLACES = 100;

/**
 * The file with a trailer that names the last catalog found in it; undefined when there is none in plain sight. Not for encrypted
 * files: without their trailer they cannot be read.
 */
export function withNewTrailer(bytes: Uint8Array): Uint8Array | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.includes("/Encrypt")) return;
  let at = file.length;
  for (let place = 0; place < MAX_PLACES; place += 1) {
    at = at <= 0 ? -1 : file.lastIndexOf("/Catalog", at - 1);
    if (at === -1) return;
    const [, object, generation] =
      [...file.toString("latin1", Math.max(0, at - WINDOW), at).matchAll(NUMBER)].at(-1) ?? [];
    if (object !== undefined) {
      return Buffer.concat([
        file,
        Buffer.from(`\ntrailer\n<< /Root ${object} ${generation} R >>\nstartxref\n0\n%%EOF\n`),
      ]);
    }
  }
  return;
}
