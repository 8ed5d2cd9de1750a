/** What a document says of itself, screened as its pages are: its title and author, its outline, the names of the files inside it. */
import type { Finding } from "../contracts/finding.ts";
import type { DocumentInfo } from "../contracts/result.ts";
import { findUnseenCharacters } from "./find-hidden.ts";
import { findInText } from "./find-in-text.ts";
import type { Piece } from "./pieces.ts";
import { sanitise } from "./sanitise.ts";
import { addRemoved, type RemovedTally } from "./sanitise-block.ts";

export interface ScreenedInfo {
  readonly document: DocumentInfo;
  readonly findings: readonly Finding[];
  readonly removed: RemovedTally;
}

/** The document with sanitised texts. Its name is the caller's, and was looked at where it came in. */
export function screenInfo(document: DocumentInfo): ScreenedInfo {
  const { title, author, outline, attachments } = document;
  const pieces: Piece[] = [
    ...[title, author].flatMap((text) => (text === null ? [] : [{ text }])),
    ...outline.map((entry) => ({ text: entry.title, ...(entry.page === null ? {} : { page: entry.page }) })),
    ...attachments.map(({ name }) => ({ text: name })),
  ];
  const removed: RemovedTally = {};
  const clean = <T extends string | null>(text: T): T => {
    if (text === null) return text;
    const sanitised = sanitise(text, true);
    addRemoved(removed, sanitised.removed);
    return sanitised.text as T;
  };
  const screened = {
    ...document,
    title: clean(title),
    author: clean(author),
    outline: outline.map((entry) => ({ ...entry, title: clean(entry.title) })),
    attachments: attachments.map((attachment) => ({ ...attachment, name: clean(attachment.name) })),
  };
  return { document: screened, findings: [...findInText(pieces), ...findUnseenCharacters(removed, {})], removed };
}
