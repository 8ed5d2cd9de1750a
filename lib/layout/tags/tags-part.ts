/** Where the tags end a block that its setting does not: after a heading, and before one. */
import type { Row } from "../block/row.ts";
import { isHeadingRole, type PageTags } from "./page-tags.ts";
import { roleOfWords } from "./role-of-words.ts";

const APART = /^(?:Caption|Note|FENote|BlockQuote|Formula)$/;

/** Whether two rows that follow each other belong to different blocks: a heading or a note and what is none, two levels. */
export function tagsPart(last: Row | undefined, row: Row, tags: PageTags | undefined): boolean {
  if (tags === undefined || last === undefined) return false;
  const [a, b] = [roleOfWords(last.line.words, tags), roleOfWords(row.line.words, tags)];
  return a !== b && a !== null && b !== null && (standsApart(a) || standsApart(b));
}

function standsApart(role: string): boolean {
  return isHeadingRole(role) || APART.test(role);
}
