/** A document's outline and the files inside it. */
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
import type { LoadedDocument } from "./loaded-document.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";
import { readTarget } from "./read-target.ts";

/** Outlines nested deeper are told no further. */
const MAX_DEPTH = 64;

/** Attachments are named, and not unpacked. */
export function readNavigation(document: LoadedDocument): DocumentNavigation {
  const { pdfium } = document;
  const { outline, cut } = readOutline(document);
  const count = pdfium.exports.FPDFDoc_GetAttachmentCount(document.handle);
  const attachments: Attachment[] = [];
  for (let index = 0; index < Math.min(count, MAX_ATTACHMENTS); index += 1) {
    const attachment = pdfium.exports.FPDFDoc_GetAttachment(document.handle, index);
    if (attachment !== 0) attachments.push(readAttachment(pdfium, attachment));
  }
  const message = "The document has more outline entries or attachments than are told.";
  return {
    outline,
    attachments,
    warnings: cut || count > MAX_ATTACHMENTS ? [{ code: "navigation_incomplete", message }] : [],
  };
}

/** From the first to the last, parents before children. An outline that leads back into itself is left there. */
function readOutline({ pdfium, handle, pageCount }: LoadedDocument): {
  readonly outline: OutlineEntry[];
  readonly cut: boolean;
} {
  const { exports, heap } = pdfium;
  const outline: OutlineEntry[] = [];
  const seen = new Set<Pointer>();
  const waiting = [{ bookmark: exports.FPDFBookmark_GetFirstChild(handle, 0), level: 1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { bookmark, level } = next;
    if (bookmark === 0 || seen.has(bookmark)) continue;
    if (outline.length >= MAX_OUTLINE_ENTRIES) return { outline, cut: true };
    seen.add(bookmark);
    const title = heap.utf16((buffer, size) => exports.FPDFBookmark_GetTitle(bookmark, buffer, size));
    const destination = exports.FPDFBookmark_GetDest(handle, bookmark);
    const action = destination === 0 ? exports.FPDFBookmark_GetAction(bookmark) : 0;
    const target = readTarget(pdfium, { document: handle, pageCount, destination, action });
    const page = target !== undefined && "page" in target ? target.page : null;
    outline.push({ title: plainLine(title, MAX_OUTLINE_TITLE_CHARS), level, page });
    waiting.push({ bookmark: exports.FPDFBookmark_GetNextSibling(handle, bookmark), level });
    if (level < MAX_DEPTH) {
      waiting.push({ bookmark: exports.FPDFBookmark_GetFirstChild(handle, bookmark), level: level + 1 });
    }
  }
  return { outline, cut: false };
}

/** Its size is what the file says it is: it is not unpacked. */
function readAttachment({ exports, heap }: PdfiumInstance, attachment: Pointer): Attachment {
  const name = heap.utf16((buffer, size) => exports.FPDFAttachment_GetName(attachment, buffer, size));
  const told = exports.EPDFAttachment_GetIntegerValue(attachment, heap.name("Size"), heap.scratch) !== 0;
  const size = told ? heap.int(0) : -1;
  return { name: plainLine(name, MAX_ATTACHMENT_NAME_CHARS), size_bytes: size >= 0 ? size : null };
}
