/** Texts that are sent together: neighbours, up to a budget of tokens. Pure. */
import { CONTEXT_CHARS, GROUP_TEXTS, GROUP_TOKENS } from "../limits/enrich-limits.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import type { Tagged } from "./protect.ts";

/** A text that is not known yet; equal ones are one. */
export interface Task {
  /** Its place among all texts of the unit. */
  readonly at: number;
  readonly tagged: Tagged;
}

export interface Group {
  readonly tasks: readonly Task[];
  readonly before: string;
  readonly after: string;
}

/** `all` are the texts of the unit in reading order, those that are known too: what stands beside a group is shown with it. */
export function groupTasks(tasks: readonly Task[], all: readonly string[]): Group[] {
  const groups: Task[][] = [];
  let tokens = 0;
  for (const task of tasks) {
    const size = estimateTokens(task.tagged.text);
    const last = groups.at(-1);
    if (last === undefined || last.length >= GROUP_TEXTS || tokens + size > GROUP_TOKENS) {
      groups.push([task]);
      tokens = size;
    } else {
      last.push(task);
      tokens += size;
    }
  }
  return groups.map((group) => withContext(group, all));
}

export function withContext(tasks: readonly Task[], all: readonly string[]): Group {
  const first = tasks[0]?.at ?? 0;
  const last = tasks.at(-1)?.at ?? 0;
  return {
    tasks,
    before: (all[first - 1] ?? "").slice(-CONTEXT_CHARS),
    after: (all[last + 1] ?? "").slice(0, CONTEXT_CHARS),
  };
}
