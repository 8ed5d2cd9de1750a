/** Vercel's routing, as its build output describes it: header rules, the file system, then rewrites. */

/** One row of `routes` in .vercel/output/config.json (version 3), as far as this project uses it. */
export interface Route {
  readonly src?: string | undefined;
  readonly dest?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly status?: number | undefined;
  readonly continue?: boolean | undefined;
  readonly check?: boolean | undefined;
  readonly handle?: string | undefined;
}

/** What can be served without a rewrite. */
export interface FileSystem {
  hasStatic(path: string): boolean;
  hasFunction(path: string): boolean;
}

export interface Target {
  readonly kind: "static" | "function" | "none";
  /** Path of the static file or function. */
  readonly path: string;
  /** Parameters that rewrites append to the query that the function sees. */
  readonly query: URLSearchParams;
  /** Headers that rules add to the answer. */
  readonly headers: Readonly<Record<string, string>>;
}

function lookUp(files: FileSystem, path: string): Target["kind"] {
  if (files.hasStatic(path)) return "static";
  return files.hasFunction(path) ? "function" : "none";
}

function rewrite(dest: string, match: RegExpExecArray): URL {
  const filled = dest.replace(/\$(\d+)/g, (_, group: string) => match[Number(group)] ?? "");
  return new URL(filled, "http://local");
}

/**
 * Where a request for `path` goes. Knows `src`, `dest`, `headers`, `status`, `continue`, `check` and the phase
 * `filesystem`; rules of later phases (`miss`, `error`) are not followed, since nothing of ours depends on them.
 */
export function resolveRoute(routes: readonly Route[], path: string, files: FileSystem): Target {
  const headers: Record<string, string> = {};
  const none = { kind: "none", path, query: new URLSearchParams(), headers } as const;
  for (const route of routes) {
    if (route.handle === "filesystem") {
      const kind = lookUp(files, path);
      if (kind !== "none") return { ...none, kind };
      continue;
    }
    if (route.handle !== undefined) return none;
    const match = new RegExp(route.src ?? "^").exec(path);
    if (match === null) continue;
    Object.assign(headers, route.headers);
    if (route.dest !== undefined) {
      const dest = rewrite(route.dest, match);
      const kind = lookUp(files, dest.pathname);
      if (kind !== "none") return { ...none, kind, path: dest.pathname, query: dest.searchParams };
    }
    if (route.status !== undefined) return none;
  }
  return none;
}
