/** The source tree as JavaScript, as a deployment runs it: taking types out at run time costs every process and thread some 30 MB. */
import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** Types are not checked. */
export function compileSource(folder: string): void {
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "false", "--noCheck", "--outDir", folder, "--rootDir", ROOT];
  execFileSync(process.execPath, [compiler, "--project", ROOT, ...options]);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
}
