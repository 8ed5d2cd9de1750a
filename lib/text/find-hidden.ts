/** Findings about text that is not seen: blocks that the layout set apart, and characters without a look; and about links that run something. */
import type { Finding } from "../contracts/finding.ts";
import type { BlockOf, ResultBlock } from "../contracts/result-block.ts";
import type { RemovedCounts } from "../contracts/security-report.ts";
import { excerptOf } from "./excerpt.ts";

const HIDDEN_REASONS: Readonly<Record<BlockOf<"hidden">["reason"], Pick<Finding, "severity" | "reason">>> = {
  invisible: { severity: "medium", reason: "Text is drawn so that nothing of it shows." },
  background_color: { severity: "medium", reason: "Text has the colour of what it stands on." },
  too_small: { severity: "medium", reason: "Text is too small to be read." },
  outside_page: { severity: "low", reason: "Text stands outside of the page." },
};

/** Of hidden blocks that say anything. */
export function findHiddenText(block: ResultBlock): Finding[] {
  if (block.type !== "hidden" || !/[\p{L}\p{N}]/u.test(block.text)) return [];
  const excerpt = excerptOf(block.text, 0, block.text.length);
  return [
    {
      kind: "invisible_text",
      source: "text",
      page: block.page,
      box: block.box,
      ...HIDDEN_REASONS[block.reason],
      ...(excerpt === undefined ? {} : { excerpt }),
    },
  ];
}

/** So many characters without a look can carry a word; fewer are what editors leave behind. */
const SUSPECT_UNSEEN = 16;

/** Of a text from which such characters were taken. */
export function findUnseenCharacters(removed: RemovedCounts, place: Pick<Finding, "page" | "box">): Finding[] {
  const { tag = 0, variation_selector = 0, zero_width = 0, bidi = 0 } = removed;
  const finding = (reason: string): Finding => ({
    kind: "unseen_characters",
    severity: "medium",
    source: "text",
    ...place,
    reason,
  });
  return [
    ...(tag > 0 ? [finding("It holds tag characters, which spell a text that nobody sees.")] : []),
    ...(variation_selector + zero_width >= SUSPECT_UNSEEN
      ? [finding("It holds many characters that nobody sees.")]
      : []),
    ...(bidi > 0 ? [finding("It holds characters that change the order in which the text is shown.")] : []),
  ];
}

const RUNNING_SCHEMES: readonly string[] = [
  "javascript:",
  "vbscript:",
  "data:text/html",
  "data:image/svg",
  "data:application/xhtml",
];
const LONGEST_SCHEME = 24;

/** Of links that a browser would run, or that bring a page of their own. */
export function findRunningLinks(block: ResultBlock): Finding[] {
  const spans = block.type === "table" ? block.cells.flatMap((cell) => cell.spans) : block.spans;
  if (spans.every(({ link }) => link === undefined)) return [];
  const links = new Set(spans.flatMap(({ link }) => (link === undefined || !isRunning(link) ? [] : [link])));
  return [...links].map((link) => {
    const excerpt = excerptOf(link, 0, link.length);
    return {
      kind: "script",
      severity: "high",
      source: "text",
      page: block.page,
      box: block.box,
      reason: "A link runs a script or brings a page of its own.",
      ...(excerpt === undefined ? {} : { excerpt }),
    };
  });
}

/** As browsers read addresses: without blanks and control characters before them or in them. */
function isRunning(link: string): boolean {
  let scheme = "";
  for (let at = 0; at < link.length && scheme.length < LONGEST_SCHEME; at++) {
    if (link.charCodeAt(at) > 0x20) scheme += link[at] ?? "";
  }
  return RUNNING_SCHEMES.some((running) => scheme.toLowerCase().startsWith(running));
}
