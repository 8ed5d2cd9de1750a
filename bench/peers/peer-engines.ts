/** Other engines that turn a PDF into Markdown, installed apart from the project only where they are measured. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const FOLDER = import.meta.dirname;

/** Bytes to Markdown and the number of pages. */
export type PeerConverter = (bytes: Buffer) => Promise<{ readonly markdown: string; readonly pages: number }>;

interface LiteParseModule {
  readonly LiteParse: new (
    options: object,
  ) => { parse(bytes: Buffer): Promise<{ readonly text: string; readonly totalPages: number }> };
}

interface PdfInspectorModule {
  processPdf(bytes: Buffer): { readonly markdown?: string; readonly pageCount: number };
}

/** As their own documentation says to get Markdown, without text recognition and pictures. */
const PEERS: Record<string, (load: (name: string) => unknown) => PeerConverter> = {
  "@llamaindex/liteparse": (load) => {
    const { LiteParse } = load("@llamaindex/liteparse") as LiteParseModule;
    const parser = new LiteParse({ outputFormat: "markdown", imageMode: "off", ocrEnabled: false, quiet: true });
    return async (bytes) => {
      const { text, totalPages } = await parser.parse(bytes);
      return { markdown: text, pages: totalPages };
    };
  },
  "@firecrawl/pdf-inspector": (load) => {
    const { processPdf } = load("@firecrawl/pdf-inspector") as PdfInspectorModule;
    return async (bytes) => {
      const { markdown = "", pageCount } = processPdf(bytes);
      return { markdown, pages: pageCount };
    };
  },
};

export const PEER_NAMES = Object.keys(PEERS);

/** By the lock file, but not by `npm ci`, which refuses when a registry lacks one of the optional packages for other platforms. */
export function installPeers(): void {
  if (PEER_NAMES.every((name) => existsSync(join(FOLDER, "node_modules", name)))) return;
  const quiet = ["--no-audit", "--no-fund", "--loglevel", "error"];
  execFileSync("npm", ["install", "--no-save", ...quiet], { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] });
}

/** Undefined for a name that is no peer's. Throws when it is not installed. */
export function openPeer(name: string): PeerConverter | undefined {
  return PEERS[name]?.(createRequire(join(FOLDER, "package.json")));
}

export function peerVersion(name: string): string {
  const { version } = createRequire(join(FOLDER, "package.json"))(join(FOLDER, "node_modules", name, "package.json"));
  return `${version}`;
}
