/** The commands of docs/operations.md, as somebody who follows it would enter them, and what it says that they print. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export interface GuideBlock {
  readonly chapter: string;
  /** Without the guide's remarks. */
  readonly lines: readonly string[];
  /** What must stand in the output, in this order. */
  readonly expected: readonly string[];
}

/** A remark behind a command is what it prints, when it begins like an answer; else it is for people. */
const REMARK = /^(.*?\S)\s{2,}# (.+)$/;
const ANSWER = /^(["{[]|# |docat_)/;

/** All blocks of shell commands, in their order. */
export function readGuide(root: string): GuideBlock[] {
  const blocks: GuideBlock[] = [];
  let chapter = "";
  let open: { readonly lines: string[]; readonly expected: string[] } | null = null;
  for (const line of readFileSync(join(root, "docs/operations.md"), "utf8").split("\n")) {
    const heading = /^##+ (.+)$/.exec(line);
    if (open === null && heading !== null) chapter = heading[1] ?? "";
    else if (open === null && line.trim() === "```sh") open = { lines: [], expected: [] };
    else if (open !== null && line.trim() === "```") {
      blocks.push({ chapter, ...open });
      open = null;
    } else if (open !== null) {
      const [, command = line, remark = ""] = REMARK.exec(line) ?? [];
      open.lines.push(command.trim());
      if (ANSWER.test(remark)) open.expected.push(...remark.split("…").filter((piece) => piece !== ""));
    }
  }
  return blocks;
}

/** Values for what the guide leaves to its reader: name of the shell's variable → value. */
export type Filled = Readonly<Record<string, string>>;

/** Runs a block in bash, in the project's folder. Answers what it printed. Throws when a command fails, or prints what the guide does not say. */
export async function enter(root: string, { chapter, lines, expected }: GuideBlock, filled: Filled): Promise<string> {
  const script = lines.map((line) => {
    const [, name = "", value = ""] = /^(\w+)=(\S+)$/.exec(line) ?? [];
    return name in filled && !value.startsWith("$") ? `${name}=${JSON.stringify(filled[name])}` : line;
  });
  const shell = spawn("bash", ["-euo", "pipefail", "-c", script.join("\n")], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: root,
    env: { PATH: process.env.PATH ?? "", ...filled },
  });
  const [output, errors, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, "exit")]);
  let from = 0;
  for (const piece of expected) {
    const at = output.indexOf(piece, from);
    if (code !== 0 || at === -1)
      throw new Error(`${chapter}: exit ${code}; there is no ${piece} in what was printed:\n${output}\n${errors}`);
    from = at + piece.length;
  }
  if (code !== 0) throw new Error(`${chapter}: exit ${code}\n${output}\n${errors}`);
  return output;
}
