/** One page after layout: what is dangerous in it is found, and its text is made fit to go out. */
import type { LaidOutBlock, LaidOutPage } from "../contracts/block.ts";
import type { Finding } from "../contracts/finding.ts";
import type { ResultBlock } from "../contracts/result-block.ts";
import { MAX_PAGE_FINDINGS, type PageSecurity } from "../contracts/security-report.ts";
import { countFindings, gravest } from "./count-findings.ts";
import { findHiddenText, findRunningLinks, findUnseenCharacters } from "./find-hidden.ts";
import { findInText } from "./find-in-text.ts";
import { piecesOf } from "./pieces.ts";
import { addRemoved, type RemovedTally, sanitiseBlock } from "./sanitise-block.ts";

/** Of which nothing is left when their text is gone. */
const TEXT_ALONE: ReadonlySet<ResultBlock["type"]> = new Set([
  "paragraph",
  "list_item",
  "code",
  "quote",
  "caption",
  "footnote",
  "formula",
  "annotation",
  "aside",
  "hidden",
]);

/**
 * The page with sanitised text; `security` says what was found and what was taken out, and is absent when there is nothing to say. Depends on
 * this page alone. Linear in its text; never throws for what stands on it.
 */
export function screenPage(page: LaidOutPage): LaidOutPage {
  const removed: RemovedTally = {};
  const aboutBlocks: Finding[] = [];
  let changed = false;
  const blocks: LaidOutBlock[] = [];
  for (const laid of page.blocks) {
    const taken: RemovedTally = {};
    const block = sanitiseBlock(laid.block, taken);
    addRemoved(removed, taken);
    aboutBlocks.push(
      ...findHiddenText(laid.block),
      ...findRunningLinks(laid.block),
      ...findUnseenCharacters(taken, { page: page.number, box: block.box }),
    );
    changed ||= block !== laid.block;
    if (block.text === "" && laid.block.text !== "" && TEXT_ALONE.has(block.type)) continue;
    blocks.push(block === laid.block ? laid : { ...laid, block });
  }
  const findings = [...findInText(piecesOf(page)), ...aboutBlocks];
  const screened = changed ? { ...page, blocks } : page;
  const nothing = findings.length === 0 && Object.keys(removed).length === 0;
  return nothing ? screened : { ...screened, security: securityOf(findings, removed) };
}

function securityOf(findings: readonly Finding[], removed: RemovedTally): PageSecurity {
  return { findings: gravest(findings, MAX_PAGE_FINDINGS), counts: countFindings(findings), removed };
}
