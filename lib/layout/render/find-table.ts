/** One table of a result by its id. */
import type { ResultPage } from "../../contracts/result.ts";
import type { ResultBlock } from "../../contracts/result-block.ts";
import { DocatError } from "../../errors/docat-error.ts";

const ID = /^p(\d{1,7})-/;

/** The page that a block's id names; undefined when it names none. */
export function pageOfId(id: string): number | undefined {
  const page = ID.exec(id)?.[1];
  return page === undefined ? undefined : Number(page);
}

/**
 * The pages on which the table stands, with nothing on them but its parts: from the one with that id on, as far as it goes on without a
 * page between. The first of them is read before this resolves. Throws `table_unknown` when there is no table of that id.
 */
export async function findTable(pages: AsyncIterable<ResultPage>, id: string): Promise<AsyncIterable<ResultPage>> {
  const number = pageOfId(id) ?? 0;
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const { value: page, done } = await iterator.next();
    if (done || page.number >= number) {
      const table = done ? undefined : page.blocks.find((block) => block.type === "table" && block.id === id);
      if (!done && table !== undefined) return partsOf(page, table, iterator);
      await iterator.return?.();
      throw new DocatError("table_unknown");
    }
  }
}

async function* partsOf(
  first: ResultPage,
  table: ResultBlock,
  rest: AsyncIterator<ResultPage>,
): AsyncGenerator<ResultPage> {
  try {
    yield { ...first, blocks: [table] };
    const ids = new Set([table.id]);
    for (;;) {
      const { value: page, done } = await rest.next();
      if (done) return;
      const parts = page.blocks.filter(
        ({ type, continues }) => type === "table" && continues !== undefined && ids.has(continues),
      );
      if (parts.length === 0) return;
      for (const { id } of parts) ids.add(id);
      yield { ...page, blocks: parts };
    }
  } finally {
    await rest.return?.();
  }
}
