/** Where the character maps and standard fonts of pdf.js lie on this machine. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface PdfjsAssets {
  /** Absolute path with a trailing slash: pdf.js glues file names to it, and cannot read `file://` addresses in Node. */
  readonly cMapUrl: string;
  readonly standardFontDataUrl: string;
}

/**
 * Looks beside the package `pdfjs-dist` as this module resolves it (a source tree), then under the working directory
 * (a built function, where `includeFiles` puts them). Throws when neither holds them: without the maps pdf.js would
 * lose Chinese, Japanese and Korean text and say nothing.
 */
export function findPdfjsAssets(roots: readonly string[] = packageRoots()): PdfjsAssets {
  const root = roots.find((candidate) => existsSync(cMapFile(candidate)));
  if (root === undefined) {
    throw new Error(
      `The character maps of pdfjs-dist are in none of: ${roots.join(", ")}. Were they left out of the bundle?`,
    );
  }
  return { cMapUrl: join(root, "cmaps", "/"), standardFontDataUrl: join(root, "standard_fonts", "/") };
}

function cMapFile(root: string): string {
  return join(root, "cmaps", "UniJIS-UTF16-H.bcmap");
}

function packageRoots(): string[] {
  const deployed = join(process.cwd(), "node_modules", "pdfjs-dist");
  try {
    return [dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json")), deployed];
  } catch {
    return [deployed];
  }
}
