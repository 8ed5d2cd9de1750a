/**
 * What pdf.js says beside its answers. It has no event for notices: it writes to `console.warn`. While a document is open
 * that function is wrapped; a message is taken only when it was caused by a call made inside `listen` (told apart by the
 * asynchronous context, so that parallel documents and other code keep their own messages).
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";
import { MAX_FONT_NAME_CHARS, MAX_FONTS_TOLD, type Warning, type WarningCode } from "../../contracts/warning.ts";

/** First match wins. Messages that match none do not mean lost text, or nothing that a reader could use. */
const NOTICES: readonly (readonly [RegExp, WarningCode])[] = [
  [/CMap|character map/i, "character_map_missing"],
  [/loadFont -|readToUnicode|[Ff]ont file|Failed to parse font|parse CID-keyed|^Font ".*" is not/, "font_unreadable"],
  [/getOperatorList - ignoring (?:XObject|errors)|ignoring sub-stream/, "page_incomplete"],
  [/Indexing all PDF objects/, "document_repaired"],
];

const SENTENCES: Partial<Record<WarningCode, string>> = {
  character_map_missing: "A character map that a font needs is missing; text set in it may be lost.",
  font_unreadable: "A font could not be read in full; text set in it may be wrong or lost.",
  page_incomplete: "A part of the page could not be read.",
  document_repaired: "The file's cross-reference table is damaged; its objects were found by searching.",
};

/**
 * The few messages that name a font: by the name that its file gives, or the page's resources, when there is no font
 * behind it. pdf.js's own names for fonts count in the order in which it met them and are not told.
 */
const NAMED_FONT = /^Font "(.+)" is not available|^Font file is empty in "(.+)" \(/;

/** pdf.js is told to leave out images, and says so for each. */
const IMAGE_LEFT_OUT = "Image exceeded maximum allowed size";

/** What was heard: each kind of notice once, with the fonts that were named; and how many images were left out. */
export class Notices {
  readonly fonts = new Map<WarningCode, Set<string>>();
  imagesLeftOut = 0;
}

const listeners = new AsyncLocalStorage<Notices>();
const host = globalThis.console;
let openDocuments = 0;
let original: typeof host.warn = host.warn;

function intercept(...parts: unknown[]): void {
  const heard = listeners.getStore();
  const [message] = parts;
  if (heard === undefined || typeof message !== "string" || !message.startsWith("Warning: ")) {
    original.apply(host, parts);
    return;
  }
  take(heard, message.slice("Warning: ".length, 300));
}

function take(heard: Notices, message: string): void {
  if (message.startsWith(IMAGE_LEFT_OUT)) {
    heard.imagesLeftOut += 1;
    return;
  }
  const code = NOTICES.find(([pattern]) => pattern.test(message))?.[1];
  if (code === undefined) {
    return;
  }
  const fonts = heard.fonts.get(code) ?? new Set();
  heard.fonts.set(code, fonts);
  const [, missing, empty] = NAMED_FONT.exec(message) ?? [];
  const name = (missing ?? empty ?? "").replace(/\p{Cc}/gu, " ").slice(0, MAX_FONT_NAME_CHARS);
  if (name.trim() !== "" && fonts.size < MAX_FONTS_TOLD) {
    fonts.add(name.toWellFormed());
  }
}

/** Listens from the first open document on. Pair with `stopListening`. */
export function startListening(): void {
  openDocuments += 1;
  if (openDocuments === 1) {
    original = host.warn;
    host.warn = intercept;
    process.on("unhandledRejection", ignoreStray);
  }
}

/** Gives `console.warn` back after the last document, unless somebody else has wrapped it since. */
export async function stopListening(): Promise<void> {
  // Rejections that nobody handles are reported at the end of a turn; those of this document should still be met.
  await setImmediate();
  openDocuments -= 1;
  if (openDocuments > 0) {
    return;
  }
  process.off("unhandledRejection", ignoreStray);
  if (host.warn === intercept) {
    host.warn = original;
  }
}

/**
 * On some damaged pages pdf.js rejects a promise that nobody awaits, beside the one that reports the failure; Node would
 * end the process for it. Any other rejection is thrown on, as if this listener were not there.
 */
function ignoreStray(reason: unknown): void {
  if (!isFromPdfjs(reason) && process.listenerCount("unhandledRejection") === 1) {
    throw reason;
  }
}

/** Whether an error was made inside pdf.js: its exceptions carry a stack of its module. */
export function isFromPdfjs(reason: unknown): boolean {
  return reason instanceof Error && (reason.stack ?? "").includes("pdfjs.mjs");
}

/** Runs `work` and notes what pdf.js says during it and all it starts: each kind of notice once, in `heard`. */
export function listen<T>(heard: Notices, work: () => T): T {
  return listeners.run(heard, work);
}

/** The notices as warnings, in a fixed order, about `page` or about the document. */
export function noticesAsWarnings(heard: Notices, page?: number): Warning[] {
  return [...heard.fonts.keys()].sort().map((code) => ({
    code,
    message: SENTENCES[code] ?? code,
    ...fontsOf(heard.fonts.get(code)),
    ...(page === undefined || code === "document_repaired" ? {} : { page }),
  }));
}

function fontsOf(names: ReadonlySet<string> = new Set()): Pick<Warning, "fonts"> {
  return names.size === 0 ? {} : { fonts: [...names].sort() };
}
