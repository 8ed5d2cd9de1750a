/** The passages of a unit: what begins on its pages, each with its parts on later pages. */
import type { PageRange } from "../contracts/page-range.ts";
import type { ResultPage } from "../contracts/result.ts";
import { type BlockOf, LEFT_OUT, type ResultBlock, type Span } from "../contracts/result-block.ts";
import type { ResultManifest } from "../contracts/result-manifest.ts";
import { pageOfId } from "../layout/render/find-table.ts";
import { mayGoOn } from "../layout/render/join-continued.ts";
import { joinPart } from "../layout/render/join-parts.ts";
import type { Passage } from "../translate/passage.ts";

/** What says something in a language. Running heads stand in no rendering, code and formulas are in none, and what a form was filled in with is data. */
const KEPT: ReadonlySet<ResultBlock["type"]> = new Set([...LEFT_OUT, "code", "formula", "field"]);

/**
 * The places of all pages that have a part in what begins on the unit's pages: by the joins of the document, forward as far as they go, and
 * one step back, to know what does not begin there.
 */
export function placesOf(unit: PageRange, numbers: readonly number[], { style }: ResultManifest): Set<number> {
  const placeOf = new Map(numbers.map((number, place) => [number, place]));
  const place = (id: string) => placeOf.get(pageOfId(id) ?? 0);
  const places = new Set(Array.from({ length: unit.count }, (_, n) => unit.first + n));
  const reached = new Set<string>();
  // Joins stand in reading order, so that one pass follows each chain to its end.
  for (const [id, before] of style.joins) {
    const [at, from] = [place(id), place(before)];
    if (at === undefined || from === undefined) continue;
    const isOwn = (n: number) => n >= unit.first && n < unit.first + unit.count;
    if (isOwn(at)) places.add(from);
    if (isOwn(from) || reached.has(before)) {
      places.add(at);
      reached.add(id);
    }
  }
  return places;
}

interface Draft {
  readonly passage: Passage;
  readonly spans: Span[];
  readonly also: string[];
  readonly block: ResultBlock;
}

function cellsOf(table: BlockOf<"table">): Passage[] {
  return table.cells.flatMap((cell, at) => {
    if (cell.text.trim() === "" || cell.spans.length === 0) return [];
    return [{ id: `${table.id}.${at}`, block: table.id, page: table.page, spans: cell.spans, also: [], cell: at }];
  });
}

class Passages {
  readonly #isOwn: (page: number) => boolean;
  readonly #byId = new Map<string, Draft>();
  readonly #found: (Draft | Passage)[] = [];

  constructor(isOwn: (page: number) => boolean) {
    this.#isOwn = isOwn;
  }

  take(block: ResultBlock): void {
    if (KEPT.has(block.type)) return;
    if (block.type === "table") {
      if (this.#isOwn(block.page)) this.#found.push(...cellsOf(block));
    } else if (block.text.trim() !== "") this.#takeText(block);
  }

  #takeText(block: ResultBlock): void {
    const before = block.continues === undefined ? undefined : this.#byId.get(block.continues);
    if (before !== undefined && mayGoOn(before.block, block)) {
      joinPart(before.spans, block.spans, "paragraph");
      before.also.push(block.id);
      this.#byId.set(block.id, before);
      return;
    }
    const draft = draftOf(block);
    this.#byId.set(block.id, draft);
    if (this.#isOwn(block.page)) this.#found.push(draft);
  }

  end(): Passage[] {
    return this.#found.map((found) => {
      if (!("passage" in found)) return found;
      return { ...found.passage, spans: found.spans.filter(({ text }) => text !== ""), also: found.also };
    });
  }
}

/** In reading order. Hidden text has no part in them. */
export async function readPassages(
  pages: AsyncIterable<ResultPage>,
  isOwn: (page: number) => boolean,
): Promise<Passage[]> {
  const passages = new Passages(isOwn);
  for await (const { blocks } of pages) for (const block of blocks) passages.take(block);
  return passages.end();
}

function draftOf(block: ResultBlock): Draft {
  const spans = block.spans.map((span) => ({ ...span }));
  return {
    passage: { id: block.id, block: block.id, page: block.page, spans, also: [], cell: null },
    spans,
    also: [],
    block,
  };
}
