/** What a document says of itself: its title and the like, its outline and the files inside it, in a size that fits a result's frame. */
import { type DocumentSecurity, NOT_LOOKED_THROUGH } from "../contracts/document-security.ts";
import { type DocumentNavigation, MAX_NAVIGATION_CHARS, NO_NAVIGATION } from "../contracts/outline.ts";
import { type DocumentMetadata, NO_METADATA } from "../contracts/result.ts";
import type { PdfDocument } from "../pdf/pdf-engine.ts";
import { isFaultOfOurs } from "./read-pages.ts";

export interface DocumentSayings {
  readonly metadata: DocumentMetadata;
  readonly navigation: DocumentNavigation;
  readonly security: DocumentSecurity;
}

/** What cannot be read counts as not there. Rejects only for faults of ours that may pass, and when the document is gone. */
export async function readDocument(document: PdfDocument, selection?: string): Promise<DocumentSayings> {
  const metadata = await readMetadata(document);
  const navigation = await readNavigation(document);
  return { metadata, navigation, security: await readSecurity(document, selection) };
}

/** Its outline and the files inside it. Rejects as `readDocument` does. */
export async function readNavigation(document: PdfDocument): Promise<DocumentNavigation> {
  return boundNavigation(await readOr(() => document.navigation(), NO_NAVIGATION));
}

/** Its title, author and the like. Rejects as `readDocument` does. */
export function readMetadata(document: PdfDocument): Promise<DocumentMetadata> {
  return readOr(() => document.metadata(), NO_METADATA);
}

/** What in the file may do harm. Whoever asks for some pages of a large file does not wait for all of it. Rejects as `readDocument` does. */
export function readSecurity(document: PdfDocument, selection?: string): Promise<DocumentSecurity> {
  return readOr(() => document.security(selection === undefined ? "all" : "ends"), NOT_LOOKED_THROUGH);
}

async function readOr<T>(read: () => Promise<T>, nothing: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isFaultOfOurs(error)) throw error;
    return nothing;
  }
}

/** Every list up to where its texts become too long together: the frame of a result is stored and read in one piece. */
function boundNavigation({ outline, attachments, warnings }: DocumentNavigation): DocumentNavigation {
  const keptOutline = keep(outline, ({ title }) => title.length);
  const keptAttachments = keep(attachments, ({ name }) => name.length);
  if (keptOutline.length === outline.length && keptAttachments.length === attachments.length) {
    return { outline, attachments, warnings };
  }
  const message = "The document's outline and attachments have longer names than are told.";
  const cut = warnings.length > 0 ? warnings : [{ code: "navigation_incomplete", message } as const];
  return { outline: keptOutline, attachments: keptAttachments, warnings: [...cut] };
}

function keep<T>(items: readonly T[], charsOf: (item: T) => number): T[] {
  let chars = 0;
  const end = items.findIndex((item) => {
    chars += charsOf(item);
    return chars > MAX_NAVIGATION_CHARS;
  });
  return end === -1 ? [...items] : items.slice(0, end);
}
