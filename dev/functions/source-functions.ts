/** The functions of a source tree, run in this process by Node's own type stripping. */
import { globSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { FunctionHost } from "./function-host.ts";

interface FunctionModule {
  readonly default: { fetch(request: Request): Promise<Response> };
}

/** Every file under api/ is a function, as at Vercel; each is loaded at its first request. */
export function openSourceFunctions(root: string): FunctionHost {
  const files = new Map(
    globSync("api/**/*.ts", { cwd: root }).map((file) => [`/${file.replace(/\.ts$/, "")}`, resolve(root, file)]),
  );
  return {
    has: (path) => files.has(path),
    async invoke(path, request) {
      const file = files.get(path);
      if (file === undefined) return new Response("Not found", { status: 404 });
      const module = (await import(pathToFileURL(file).href)) as FunctionModule;
      return module.default.fetch(request);
    },
    close: async () => {},
  };
}
