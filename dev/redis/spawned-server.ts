/** A `redis-server` of our own: on loopback, in memory only, and gone when we are. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { freePort } from "../http/free-port.ts";
import type { RedisEngine } from "./redis-engine.ts";
import { openServerEngine } from "./server-engine.ts";

const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 3000;

/** Whether a `redis-server` that runs is on the PATH. */
export function hasRedisServer(): boolean {
  return spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;
}

/** Resolves when the server says that it takes connections; rejects when it ends or keeps silent instead. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`redis-server did not start: ${said}`)), START_TIMEOUT_MS);
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (!said.includes("Ready to accept connections")) return;
      clearTimeout(timer);
      resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`redis-server ended with code ${code}: ${said}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

/**
 * A shell that waits on its standard input, which we hold open and the system closes when our process ends, however it
 * ends: then it ends the server. Without it a SIGKILL to us would leave the server behind.
 */
const GUARD =
  'redis-server "$@" & server=$!; trap "kill $server" TERM INT; { cat >/dev/null; kill $server; } <&3 2>/dev/null & wait $server; wait $server';

async function launch(port: number): Promise<ChildProcess> {
  const network = { port: String(port), bind: "127.0.0.1" };
  // The file does not exist: a server loads what it finds under that name.
  const memoryOnly = { dir: tmpdir(), dbfilename: `docat-never-written-${port}.rdb`, save: "", appendonly: "no" };
  const settings = { ...network, ...memoryOnly, daemonize: "no" };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn("sh", ["-c", `exec 3<&0; ${GUARD}`, "redis-guard", ...args], {
    stdio: ["pipe", "pipe", "ignore"],
    // Out of reach of the terminal's Ctrl-C, so that we can still use it while we end.
    detached: true,
  });
  try {
    await ready(child);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return child;
}

/** Starts a server on a free port of loopback and connects to it. Closing ends the server. */
export async function openSpawnedServer(): Promise<RedisEngine> {
  const port = await freePort();
  const child = await launch(port);
  const engine = await openServerEngine({ redisUrl: `redis://127.0.0.1:${port}`, name: "redis-server" });
  return {
    ...engine,
    close: async () => {
      await engine.close();
      await stop(child);
    },
  };
}
