/** The engines by the names that the benchmarks know them by. */
import type { PdfEngine } from "../../lib/pdf/pdf-engine.ts";
import { createPdfiumEngine } from "../../lib/pdf/pdfium/pdfium-engine.ts";
import { createPdfjsEngine } from "../../lib/pdf/pdfjs/pdfjs-engine.ts";

export const ENGINE_NAMES = ["auto", "pdfium", "pdfjs"] as const;

/** A new engine in this process, without the sandbox. Throws for a name that stands for none. */
export function createBenchEngine(name: string): PdfEngine {
  if (name === "auto" || name === "pdfium") return createPdfiumEngine();
  if (name === "pdfjs") return createPdfjsEngine();
  throw new Error(`There is no engine ${name}; there are ${ENGINE_NAMES.join(", ")}.`);
}
