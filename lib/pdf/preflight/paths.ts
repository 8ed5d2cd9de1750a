/** Counts the ways through a graph of objects that name each other, without walking them. */

/** Nodes that are being counted; a way that comes back to one of them leads nowhere. */
const IN_PROGRESS = -1;

/**
 * The most ways that lead from any node to a leaf; one that a node names twice is two ways. 1 where there are no nodes. Linear in
 * the number of references; a cycle is cut where it closes.
 */
export function countPaths(kids: ReadonlyMap<number, readonly number[]>): number {
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
