/** What `vercel build` made, as facts that can be checked. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

export interface BuiltFunction {
  /** For example `api/stages/plan`. */
  readonly name: string;
  /** Paths inside the bundle, those of filePathMap included. */
  readonly files: ReadonlySet<string>;
  readonly bytes: number;
}

export interface BuildOutput {
  readonly functions: readonly BuiltFunction[];
  /** Paths of the static files, relative to the site's root. */
  readonly statics: readonly string[];
}

const filesIn = (folder: string): string[] =>
  existsSync(folder) ? globSync("**/*", { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile()) : [];

function readFunction(root: string, folder: string, name: string): BuiltFunction {
  const config = JSON.parse(readFileSync(join(folder, ".vc-config.json"), "utf8"));
  const mapped = Object.entries((config.filePathMap ?? {}) as Record<string, string>);
  const own = filesIn(folder);
  const bytes =
    own.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) +
    mapped.reduce((sum, [, source]) => sum + statSync(resolve(root, source)).size, 0);
  return { name, bytes, files: new Set([...own, ...mapped.map(([inBundle]) => inBundle)]) };
}

export function readBuildOutput(root: string): BuildOutput {
  const output = join(root, ".vercel/output");
  const folder = join(output, "functions");
  const functions = globSync("**/*.func", { cwd: folder })
    .sort()
    .map((name) => readFunction(root, join(folder, name), name.replace(/\.func$/, "")));
  return { functions, statics: filesIn(join(output, "static")).sort() };
}
