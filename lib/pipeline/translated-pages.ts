/** The pages of a result in the language into which its job had it translated: the same blocks, with other words. */
import type { TranslatedBlock, UnitRef } from "../contracts/enrichment.ts";
import type { ResultPage } from "../contracts/result.ts";
import type { BlockOf, ResultBlock, Span } from "../contracts/result-block.ts";
import type { ResultManifest } from "../contracts/result-manifest.ts";
import { DocatError } from "../errors/docat-error.ts";
import { pageText } from "../layout/page-text.ts";
import { textOf } from "../layout/span-text.ts";
import type { ResultStore } from "../results/result-store.ts";
import { pagesOfUnit } from "./cut-units.ts";

/** What a page becomes: its blocks with other words, or with both. */
export type Showing = "translation" | "both";

/** The translations of the pages, unit by unit, as the pages come. */
class Translations {
  readonly #results: ResultStore;
  readonly #producer: string;
  readonly #numbers: readonly number[];
  readonly #waiting: UnitRef[];
  readonly #blocks = new Map<string, TranslatedBlock>();
  /** Blocks whose words stand in an earlier one. */
  readonly #covered = new Set<string>();

  constructor(results: ResultStore, producer: string, manifest: ResultManifest, numbers: readonly number[]) {
    this.#results = results;
    this.#producer = producer;
    this.#numbers = numbers;
    this.#waiting = (manifest.units ?? []).filter(({ unit }) => pagesOfUnit(unit) !== null);
  }

  /**
   * Takes in the unit that has this page, and the one before it, in which a paragraph may begin that goes on here; what belongs to pages before
   * them is let go.
   */
  async upTo(page: number): Promise<void> {
    const firstOf = ({ unit }: UnitRef) => this.#numbers[pagesOfUnit(unit)?.first ?? 0] ?? 0;
    const begun = this.#waiting.filter((ref) => firstOf(ref) <= page);
    this.#waiting.splice(0, begun.length);
    for (const ref of begun.slice(-2)) {
      const part = await this.#results.getUnit(this.#producer, ref);
      if (part === null) throw new DocatError("result_expired");
      this.#blocks.clear();
      for (const block of part.blocks ?? []) {
        this.#blocks.set(block.id, block);
        for (const id of block.also ?? []) this.#covered.add(id);
      }
    }
  }

  of(block: ResultBlock): ResultBlock {
    if (this.#covered.has(block.id)) return { ...block, text: "", spans: [] };
    const found = this.#blocks.get(block.id);
    if (found === undefined) return block;
    if (block.type === "table") return withCells(block, new Map(found.cells ?? []));
    return { ...block, text: textOf(found.spans), spans: found.spans };
  }
}

function withCells(table: BlockOf<"table">, changed: ReadonlyMap<number, Span[]>): BlockOf<"table"> {
  const cells = table.cells.map((cell, at) => {
    const spans = changed.get(at);
    return spans === undefined ? cell : { ...cell, text: textOf(spans), spans };
  });
  const rows = new Map<number, string[]>();
  for (const { row, text } of cells) rows.set(row, [...(rows.get(row) ?? []), text.replaceAll(/[\t\n]/g, " ")]);
  const text = [...rows.values()].map((row) => row.join("\t")).join("\n");
  return { ...table, cells, text };
}

/** A block with its own words, and the others beside them. */
function withBoth(block: ResultBlock, translated: ResultBlock): ResultBlock {
  if (translated === block) return block;
  const { text, spans } = translated;
  if (block.type !== "table" || translated.type !== "table") return { ...block, translation: { text, spans } };
  const cells = block.cells.map((cell, at) => {
    const other = translated.cells[at];
    return other === undefined || other === cell
      ? cell
      : { ...cell, translation: { text: other.text, spans: other.spans } };
  });
  return { ...block, cells, translation: { text, spans: [] } };
}

interface Source {
  readonly results: ResultStore;
  readonly producer: string;
  readonly manifest: ResultManifest;
  /** Of the selected pages, in order. */
  readonly numbers: readonly number[];
}

/** Reads a unit when its first page comes. Throws `result_expired`. */
export async function* translatePages(
  { results, producer, manifest, numbers }: Source,
  pages: AsyncIterable<ResultPage>,
  showing: Showing,
): AsyncGenerator<ResultPage> {
  const translations = new Translations(results, producer, manifest, numbers);
  for await (const page of pages) {
    await translations.upTo(page.number);
    if (showing === "both") {
      yield { ...page, blocks: page.blocks.map((block) => withBoth(block, translations.of(block))) };
    } else {
      const blocks = page.blocks.map((block) => translations.of(block));
      yield { ...page, blocks, text: pageText(blocks) };
    }
  }
}
