/** What the tags say of a draft of a block: what kind it is, and its role. */
import type { LaidOutBlock } from "../../contracts/block.ts";
import type { Draft } from "../block/column-blocks.ts";
import type { PlacedDraft } from "../block/column-joins.ts";
import { noteMark } from "../block/marker.ts";
import type { PageTags } from "./page-tags.ts";
import { roleOfWords } from "./role-of-words.ts";

/** A text that is tagged as a note and begins with a mark is one; what is tagged as a caption is one, with or without a number. */
export function taggedDraft(placed: PlacedDraft, tags: PageTags | undefined): PlacedDraft {
  const { draft, aside, note } = placed;
  if (tags === undefined || aside || note || (draft.kind !== "text" && draft.kind !== "item")) return placed;
  const role = roleOfDraft(draft, tags);
  if (role === "Caption" && draft.kind === "text") return { ...placed, draft: { ...draft, kind: "caption" } };
  const isNote = role === "Note" || role === "FENote";
  return isNote && noteMark(draft.rows[0]?.spans ?? []) !== undefined ? { ...placed, note: true } : placed;
}

/** The block with the role that most of its words have. Entries of a table of contents are `TOC`, whatever they look like. */
export function withRole(laid: LaidOutBlock, draft: Draft, tags: PageTags | undefined): LaidOutBlock {
  const role = roleOfDraft(draft, tags);
  if (role === null) return laid;
  const { block } = laid;
  const hints = { ...laid.hints, role: role === "TOCI" ? "TOC" : role };
  if (role === "BlockQuote" && block.type === "paragraph") return { block: { ...block, type: "quote" }, hints };
  if (role === "Formula" && block.type === "paragraph") return { block: { ...block, type: "formula" }, hints };
  return { block, hints };
}

function roleOfDraft(draft: Draft, tags: PageTags | undefined): string | null {
  if (tags === undefined || !("rows" in draft)) return null;
  return roleOfWords(
    draft.rows.flatMap(({ line }) => line.words),
    tags,
  );
}
