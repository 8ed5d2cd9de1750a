/** A folder of hostile PDFs and its INDEX.tsv: path, bytes, what is wrong, what is expected of a reader. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface HostileFile {
  /** Relative to the folder. */
  readonly path: string;
  /** What a reader should make of it, in the words of whoever made the index. */
  readonly expected: string;
}

/** The files that the index names and that are there. Throws when there is no index. */
export function readCorpus(folder: string): HostileFile[] {
  const [, ...lines] = readFileSync(join(folder, "INDEX.tsv"), "utf8").trimEnd().split("\n");
  return lines
    .map((line) => line.split("\t"))
    .map(([path = "", , , expected = ""]) => ({ path, expected }))
    .filter(({ path }) => path !== "" && existsSync(join(folder, path)));
}
