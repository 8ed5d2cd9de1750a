/** Counts the ways through a page tree: a few nodes that hold each other many times over make billions of pages. */

const OBJECT_WINDOW = 4_096;

/** Objects by number with the numbers of their kids, as far as they stand in the open; the last of a number wins. */
function readKids(file: Buffer): Map<number, number[]> {
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

/** Nodes that are being counted; a way that comes back to one of them leads nowhere. */
const IN_PROGRESS = -1;

/**
 * The most ways that lead from any node to a leaf. 1 for a file without a page tree in the open. Linear in the number of
 * references; a cycle is cut where it closes.
 */
export function countTreePaths(file: Buffer): number {
  const kids = readKids(file);
  const paths = new Map<number, number>();
  let most = 1;
  for (const root of kids.keys()) {
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const children = kids.get(node) ?? [];
      if (paths.get(node) === undefined) {
        paths.set(node, IN_PROGRESS);
        for (const child of new Set(children)) if (kids.has(child) && !paths.has(child)) stack.push(child);
        continue;
      }
      stack.pop();
      if (paths.get(node) !== IN_PROGRESS) continue;
      const total = children.reduce((sum, child) => sum + pathsThrough(child, kids, paths), 0);
      paths.set(node, total);
      most = Math.max(most, total);
    }
  }
  return most;
}

function pathsThrough(
  child: number,
  kids: ReadonlyMap<number, readonly number[]>,
  paths: ReadonlyMap<number, number>,
): number {
  return kids.has(child) ? Math.max(0, paths.get(child) ?? 0) : 1;
}
