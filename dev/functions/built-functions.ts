/** The functions that `vercel build` made, each in a process of its own that sees its bundle and nothing else. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { FunctionHost } from "./function-host.ts";

interface FunctionConfig {
  readonly handler: string;
  /** Files that lie outside the function's folder: path in the bundle → path in the project. */
  readonly filePathMap?: Readonly<Record<string, string>>;
}

const RUNNER = join(import.meta.dirname, "function-runner.ts");

/** Puts a function together as it will lie in /var/task. Answers the path of its entry point. */
function layOut(root: string, functionFolder: string, target: string): string {
  const config = JSON.parse(readFileSync(join(functionFolder, ".vc-config.json"), "utf8")) as FunctionConfig;
  cpSync(functionFolder, target, { recursive: true });
  for (const [inBundle, inProject] of Object.entries(config.filePathMap ?? {})) {
    mkdirSync(dirname(join(target, inBundle)), { recursive: true });
    cpSync(resolve(root, inProject), join(target, inBundle));
  }
  return join(target, config.handler);
}

async function start(entry: string, cwd: string, env: Readonly<Record<string, string>>) {
  const child = fork(RUNNER, [entry], { cwd, env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [url] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error(`The function ${entry} did not start.`);
    }),
  ])) as [string];
  return { child, url };
}

/** Passes the request on, its path and query unchanged, and streams the answer back. */
function forward(base: string, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  return fetch(`${base}${pathname}${search}`, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    redirect: "manual",
    duplex: "half",
  });
}

/**
 * Lays every function of `<root>/.vercel/output` out in a temporary folder and starts it with exactly the variables
 * of `env`. Closing ends the processes and removes the folder.
 */
export async function startBuiltFunctions(root: string, env: Readonly<Record<string, string>>): Promise<FunctionHost> {
  const folder = join(root, ".vercel/output/functions");
  const temporary = mkdtempSync(join(tmpdir(), "docat-functions-"));
  const running = new Map<string, { readonly child: ChildProcess; readonly url: string }>();
  const close = async () => {
    for (const { child } of running.values()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, "exit");
      child.kill();
      await exited;
    }
    rmSync(temporary, { recursive: true, force: true });
  };
  try {
    for (const name of globSync("**/*.func", { cwd: folder })) {
      const target = join(temporary, name);
      const entry = layOut(root, join(folder, name), target);
      running.set(`/${name.replace(/\.func$/, "")}`, await start(entry, target, env));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    has: (path) => running.has(path),
    invoke(path, request) {
      const found = running.get(path);
      return found === undefined
        ? Promise.resolve(new Response("Not found", { status: 404 }))
        : forward(found.url, request);
    },
    close,
  };
}
