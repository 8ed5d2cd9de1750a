/** The page tree as it stands in the open: a few nodes that hold each other many times over make billions of pages. */

const OBJECT_WINDOW = 4_096;

/** Objects by number with the numbers of their kids, as far as they stand in the open; the last of a number wins. */
export function readKids(file: Buffer): Map<number, number[]> {
  const kids = new Map<number, number[]>();
  let behind = 0;
  for (let at = file.indexOf("/Kids", 0, "latin1"); at >= 0; at = file.indexOf("/Kids", behind, "latin1")) {
    const head = file.toString("latin1", Math.max(behind, at - OBJECT_WINDOW), at);
    const object = head.slice(0, head.lastIndexOf(" obj")).match(/(\d{1,10})\s+\d{1,5}$/)?.[1];
    const close = file.indexOf("]", at, "latin1");
    const end = close < 0 ? file.length : close;
    if (object !== undefined) {
      const list = file.toString("latin1", at, end);
      kids.set(
        Number(object),
        [...list.matchAll(/(\d{1,10})\s+\d{1,5}\s+R/g)].map(([, number]) => Number(number)),
      );
    }
    behind = end;
  }
  return kids;
}
