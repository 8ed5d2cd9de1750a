/** Paragraphs and tables that go on over the end of a page. */
import type { FlowBlock, PageSummary } from "../../contracts/block.ts";

/** Pairs: a block, and the one on the page before that it goes on with. Pages that are not neighbours are never joined. */
export function settleJoins(
  summaries: readonly PageSummary[],
  gone: ReadonlySet<string>,
  bodyLook: string,
): [string, string][] {
  const joins: [string, string][] = [];
  for (const [at, summary] of summaries.entries()) {
    const before = summaries[at - 1];
    if (before === undefined || before.number + 1 !== summary.number) continue;
    const last = before.last.findLast(({ id }) => !gone.has(id));
    const first = summary.first.find(({ id }) => !gone.has(id));
    if (last === undefined || first === undefined) continue;
    if (goesOnAsTable(last, first)) joins.push([first.id, last.id]);
    else {
      const from = before.last.findLast(({ id, type }) => !gone.has(id) && type !== "table");
      const to = summary.first.find(({ id, type }) => !gone.has(id) && type !== "table");
      if (from !== undefined && to !== undefined && goesOn(from, to, bodyLook)) joins.push([to.id, from.id]);
    }
  }
  return joins;
}

function goesOnAsTable(a: FlowBlock, b: FlowBlock): boolean {
  return (
    a.type === "table" && b.type === "table" && a.columns === b.columns && (a.head === b.head || (b.columns ?? 0) > 2)
  );
}

function goesOn(a: FlowBlock, b: FlowBlock, bodyLook: string): boolean {
  const running = (a.type === "paragraph" || a.type === "list_item") && b.type === "paragraph";
  if (!running || Math.abs(a.size - b.size) > 0.06 * a.size) return false;
  if (a.hyphen && b.starts === "lower") return true;
  if (a.ends) return false;
  return b.starts === "lower" || (a.full && a.look === b.look && a.look === bodyLook);
}
