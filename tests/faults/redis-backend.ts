/** Redis behind its REST API, in this process: calls are named by the script or command that they carry. */
import { createHash } from "node:crypto";
import { globSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { openInProcessEngine } from "../../dev/redis/in-process/in-process-engine.ts";
import type { RedisCommand, RedisEngine } from "../../dev/redis/redis-engine.ts";
import { restHandler } from "../../dev/redis/rest-handler.ts";
import { withScriptNames } from "../../dev/redis/script-names.ts";
import type { Backend } from "./switchboard.ts";
import type { VirtualClock } from "./virtual-clock.ts";

const ROOT = `${import.meta.dirname}/../..`;
const TOKEN = "token";

export const REDIS_VARIABLES = {
  KV_REST_API_URL: "http://redis.test",
  KV_REST_API_TOKEN: TOKEN,
  DATA_KEY: "0".repeat(64),
};

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");

/** Every script of the product by the name of its constant. */
export async function readScripts(): Promise<ReadonlyMap<string, string>> {
  const scripts = new Map<string, string>();
  for (const file of globSync("lib/upstash/scripts/*.ts", { cwd: ROOT }).sort()) {
    const module = (await import(pathToFileURL(`${ROOT}/${file}`).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) {
      if (typeof value === "string" && name !== "PREAMBLE") scripts.set(name, value);
    }
  }
  return scripts;
}

function nameCommand([name = "", ...args]: readonly string[], scripts: ReadonlyMap<string, string>): string {
  const command = name.toLowerCase();
  if (command !== "evalsha" && command !== "eval") return command;
  const sha = command === "eval" ? sha1(args[0] ?? "") : (args[0] ?? "");
  const script = scripts.get(sha) ?? (args.some((arg) => arg.startsWith("docat:rate:")) ? "limiter" : "a script");
  return command === "eval" ? `${script} (whole)` : script;
}

/** Names of what is sent: `redis:PLAN_JOB`; in one transaction `redis:hset+expire`, merely in one request `redis:hset&expire`. */
function nameRequest(path: string, body: string, scripts: ReadonlyMap<string, string>): string {
  const content = JSON.parse(body) as readonly unknown[];
  const commands = (path === "/" ? [content] : content) as readonly (readonly string[])[];
  const together = path === "/pipeline" ? "&" : "+";
  return `redis:${commands.map((command) => nameCommand(command.map(String), scripts)).join(together)}`;
}

/** Names requests by path and body. */
export async function redisNamer(): Promise<(path: string, body: string) => string> {
  const names = new Map([...(await readScripts())].map(([name, script]) => [sha1(script), name]));
  return (path, body) => nameRequest(path, body, names);
}

export interface RedisBackend extends Backend {
  /** For looking behind the scenes: no call, no fault. */
  look(command: RedisCommand): Promise<unknown>;
  /** Runs only the first commands of a pipeline. */
  answerPartly(request: Request, count: number): Promise<Response>;
  /** An empty database; the scripts stay known, as on a server that has been running. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** `alter` rewrites scripts before they run: for proving that a broken one is found out. */
export async function openRedisBackend(
  clock: VirtualClock,
  alter: (name: string, script: string) => string = (_, script) => script,
): Promise<RedisBackend> {
  const scripts = await readScripts();
  const names = new Map([...scripts].map(([name, script]) => [sha1(script), name]));
  const engine = withScriptNames(await openInProcessEngine({ now: clock.now }));
  const altered = new Map<string, string>();
  for (const [name, script] of scripts) {
    const text = alter(name, script);
    altered.set(sha1(script), sha1(text));
    const loaded = await engine.execute(["SCRIPT", "LOAD", text]);
    if (typeof loaded !== "string") throw new Error(`${name} does not compile.`);
  }
  const dialect: RedisEngine = {
    ...engine,
    execute: (command) => {
      const [name = "", sha = "", ...rest] = command;
      const isScript = name.toLowerCase() === "evalsha";
      return engine.execute(isScript ? [name, altered.get(sha) ?? sha, ...rest] : command);
    },
  };
  const answer = restHandler({ engine: dialect, token: TOKEN, signal: new AbortController().signal });
  return {
    name: (path, body) => nameRequest(path, body, names),
    answer,
    look: (command) => engine.execute(command),
    async answerPartly(request, count) {
      const pipeline = (await request.json()) as unknown[];
      const { headers, url } = request;
      return answer(new Request(url, { method: "POST", headers, body: JSON.stringify(pipeline.slice(0, count)) }));
    },
    empty: async () => void (await engine.execute(["FLUSHALL"])),
    close: () => engine.close(),
  };
}
