/** The functions of a compiled source tree, each in a process of its own, as they are where they are deployed; and the most memory that each has taken. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FunctionHost } from "../../dev/functions/function-host.ts";

export interface FunctionProcesses extends FunctionHost {
  /** Peak resident memory in MB, by function; of those that were called. Linux only. */
  peaks(): Readonly<Record<string, number>>;
}

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

async function start(root: string, entry: string, env: Readonly<Record<string, string>>): Promise<Running> {
  const child = fork(join(root, "dev/functions/function-runner.js"), [entry], {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [url] = (await once(child, "message")) as [string];
  return { child, url };
}

function peakOf({ child }: Running): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1_024);
}

export function openFunctionProcesses(root: string, env: Readonly<Record<string, string>>): FunctionProcesses {
  const entries = new Map(
    globSync("api/**/*.js", { cwd: root }).map((file): [string, string] => [
      `/${file.replace(/\.js$/, "")}`,
      join(root, file),
    ]),
  );
  const running = new Map<string, Promise<Running>>();
  const started = new Map<string, Running>();
  return {
    has: (path) => entries.has(path),
    async invoke(path, request) {
      const entry = entries.get(path);
      if (entry === undefined) return new Response("Not found", { status: 404 });
      const starting = running.get(path) ?? start(root, entry, env);
      running.set(path, starting);
      const found = await starting;
      started.set(path, found);
      const { pathname, search } = new URL(request.url);
      const { method, headers, body } = request;
      return fetch(`${found.url}${pathname}${search}`, { method, headers, body, redirect: "manual", duplex: "half" });
    },
    peaks: () => Object.fromEntries([...started].map(([path, found]) => [path, peakOf(found)] as const)),
    async close() {
      for (const { child } of started.values()) {
        const exited = once(child, "exit");
        child.kill();
        await exited;
      }
    },
  };
}
