/** A document's outline and the files inside it, as pdf.js tells them. */
import type { PDFDocumentProxy } from "unpdf/pdfjs";
import {
  type Attachment,
  type DocumentNavigation,
  MAX_ATTACHMENT_NAME_CHARS,
  MAX_ATTACHMENTS,
  MAX_OUTLINE_ENTRIES,
  MAX_OUTLINE_TITLE_CHARS,
  type OutlineEntry,
} from "../../contracts/outline.ts";
import { plainLine } from "../page/plain-text.ts";
import type { Destinations } from "./destinations.ts";

/** The part of an outline's entry that is used. */
interface StatedEntry {
  readonly title?: unknown;
  readonly dest?: unknown;
  readonly items?: unknown;
}

/** What cannot be read counts as not there. Attachments are not unpacked, so their sizes are not known. */
export async function readNavigation(proxy: PDFDocumentProxy, destinations: Destinations): Promise<DocumentNavigation> {
  const stated: unknown = await proxy.getOutline().catch(() => null);
  const files: unknown = await proxy.getAttachments().catch(() => null);
  const { outline, cut } = await readOutline(stated, destinations);
  const attachments = attachmentsIn(files);
  const complete = !cut && attachments.length <= MAX_ATTACHMENTS;
  const message = "The document has more outline entries or attachments than are told.";
  return {
    outline,
    attachments: attachments.slice(0, MAX_ATTACHMENTS),
    warnings: complete ? [] : [{ code: "navigation_incomplete", message }],
  };
}

async function readOutline(
  stated: unknown,
  destinations: Destinations,
): Promise<{ readonly outline: OutlineEntry[]; readonly cut: boolean }> {
  const outline: OutlineEntry[] = [];
  const waiting = entriesIn(stated)
    .map((entry) => ({ entry, level: 1 }))
    .reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (outline.length >= MAX_OUTLINE_ENTRIES) return { outline, cut: true };
    const { entry, level } = next;
    const title = plainLine(entry.title, MAX_OUTLINE_TITLE_CHARS);
    outline.push({ title, level, page: (await destinations.pageOf(entry.dest)) ?? null });
    waiting.push(
      ...entriesIn(entry.items)
        .map((child) => ({ entry: child, level: level + 1 }))
        .reverse(),
    );
  }
  return { outline, cut: false };
}

function entriesIn(value: unknown): StatedEntry[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).filter((entry): entry is StatedEntry => typeof entry === "object" && entry !== null);
}

/** By name; one more than may be told, at most. */
function attachmentsIn(files: unknown): Attachment[] {
  const stated = files instanceof Map ? [...files.values()] : Object.values(files ?? {});
  return stated.slice(0, MAX_ATTACHMENTS + 1).map((file: unknown) => {
    const name = typeof file === "object" && file !== null && "filename" in file ? file.filename : "";
    return { name: plainLine(name, MAX_ATTACHMENT_NAME_CHARS), size_bytes: null };
  });
}
