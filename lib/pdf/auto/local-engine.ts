/** All engines in the caller's own thread, for files that are trusted: a command line has no need of a sandbox. */
import { readAll } from "../../contracts/document-source.ts";
import { DEFAULT_ENGINE, type EngineChoice, type EngineName } from "../../contracts/engine-choice.ts";
import { optimiseLate } from "../optimise-late.ts";
import type { PdfDocument, PdfEngine } from "../pdf-engine.ts";
import { createPdfiumEngine } from "../pdfium/pdfium-engine.ts";
import { createPdfjsEngine } from "../pdfjs/pdfjs-engine.ts";
import { openAuto } from "./auto-document.ts";

/** `preferred` is chosen where `open` is not told. Throws when the character maps of pdf.js are not on this machine. */
export function createLocalEngine(preferred: EngineChoice = DEFAULT_ENGINE): PdfEngine {
  optimiseLate();
  const engines: Readonly<Record<EngineName, PdfEngine>> = { pdfium: createPdfiumEngine(), pdfjs: createPdfjsEngine() };
  return {
    async open(source, { engine: choice = preferred, password } = {}) {
      const bytes = await readAll(source);
      const open = (name: EngineName): Promise<PdfDocument> => engines[name].open(bytes, { password });
      return choice === "auto" ? openAuto(open) : open(choice);
    },
  };
}
