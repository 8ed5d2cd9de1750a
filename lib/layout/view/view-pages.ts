/** The pages of a result as a view shows them, one after the other. */
import type { ResultPage } from "../../contracts/result.ts";
import type { ResultView } from "../../contracts/result-view.ts";
import { pageText } from "../page-text.ts";
import { normaliseBlocks } from "./normalise-page.ts";
import { normaliser } from "./normalise-text.ts";
import { selectBlocks } from "./select-blocks.ts";

/** One page, by `selectBlocks` and then in plainer characters. */
export function viewPage(page: ResultPage, view: ResultView, shape: "blocks" | "flow"): ResultPage {
  const { normalise } = view;
  if (normalise.size === 0) return selectBlocks(page, view, shape);
  const plain = normaliser(normalise);
  const blocks = normaliseBlocks(page, plain, normalise.has("whitespace"));
  return selectBlocks({ ...page, text: pageText(blocks), blocks }, view, shape);
}

/** May be gone through as often as `pages` may. */
export function viewPages(
  pages: AsyncIterable<ResultPage>,
  view: ResultView,
  shape: "blocks" | "flow",
): AsyncIterable<ResultPage> {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const page of pages) yield viewPage(page, view, shape);
    },
  };
}
