/** Text that a browser would run, were it shown as markup or followed as a link. */
import { after, before, type Trigger } from "./trigger.ts";

const MARKUP = { kind: "script", severity: "medium" } as const;

const TAG_ENDS = " >/\t";
const TOKEN_CHARS = 80;
const TAG_CHARS = 200;

/** Something is called, set or written out in the address; a sentence that speaks of the language has a blank there. */
function isCode(text: string): boolean {
  const [token = ""] = text.split(" ", 1);
  return ["(", "=", ";", "%28", "//"].some((sign) => token.includes(sign));
}

/** A tag is open: `<` and a letter, and no `>` since. */
function isInTag(text: string): boolean {
  const open = text.lastIndexOf("<");
  const next = text[open + 1] ?? "";
  return open !== -1 && text.indexOf(">", open) === -1 && next >= "a" && next <= "z";
}

export const SCRIPT_TRIGGERS: readonly Trigger[] = [
  {
    ...MARKUP,
    words: ["<script", "<iframe"],
    reason: "It holds a tag that runs or loads something in a browser.",
    when: (around) => TAG_ENDS.includes(around.text[around.end] ?? ">"),
  },
  {
    ...MARKUP,
    words: ["javascript:", "vbscript:"],
    reason: "It holds an address that runs a script.",
    when: (around) => isCode(after(around, TOKEN_CHARS)),
  },
  {
    ...MARKUP,
    words: ["data:text/html", "data:application/xhtml", "data:image/svg+xml"],
    reason: "It holds an address that carries a page of its own.",
    when: (around) => [",", ";"].includes(around.text[around.end] ?? ""),
  },
  {
    ...MARKUP,
    words: [
      "onerror",
      "onload",
      "onclick",
      "onmouseover",
      "onmouseenter",
      "onfocus",
      "ontoggle",
      "onbegin",
      "onanimationstart",
      "onpointerover",
      "onsubmit",
    ],
    reason: "It holds a tag with a script for an event.",
    when: (around) =>
      ` /"'`.includes(around.text[around.start - 1] ?? "a") &&
      after(around, 2).trimStart().startsWith("=") &&
      isInTag(before(around, TAG_CHARS)),
  },
  { ...MARKUP, words: ["eval(atob(", "eval(unescape("], reason: "It holds a script that is encoded." },
];
