/** The static files of a deployment: a fixed set, read when asked for. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

export interface StaticFiles {
  has(path: string): boolean;
  respond(path: string): Response;
}

/** Lists the folder once; only what is on the list can be asked for, so that no path leads out of it. */
export function openStaticFiles(folder: string): StaticFiles {
  const names = existsSync(folder) ? globSync("**/*", { cwd: folder }) : [];
  const files = new Map(
    names.filter((name) => statSync(join(folder, name)).isFile()).map((name) => [`/${name}`, join(folder, name)]),
  );
  const find = (path: string) => files.get(path.endsWith("/") ? `${path}index.html` : path);
  return {
    has: (path) => find(path) !== undefined,
    respond(path) {
      const file = find(path);
      if (file === undefined) return new Response("Not found", { status: 404 });
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      return new Response(new Uint8Array(readFileSync(file)), { headers: { "content-type": type } });
    },
  };
}
