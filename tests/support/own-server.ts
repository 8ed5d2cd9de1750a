/** The production server as a process of its own, on a redis-server that writes down what it is told. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../dev/http/free-port.ts";
import { createDocatClient } from "../../dev/platform/docat-client.ts";

const ROOT = join(import.meta.dirname, "../..");
const KEPT_CHARACTERS = 4_000;
const PASSWORD = "only-of-this-test";

export interface OwnRedis {
  readonly url: string;
  close(): Promise<void>;
}

/** Resolves once the process has said the word; what it says after that is read and dropped. */
function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-KEPT_CHARACTERS);
      if (text.includes(word)) resolve();
    });
    child.once("exit", () => reject(new Error(`The process ended before it said ${word}: ${text}`)));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
  return child.exitCode;
}

/** A redis-server with a password and an append-only file. */
export async function startOwnRedis(): Promise<OwnRedis> {
  const folder = mkdtempSync(join(tmpdir(), "docat-redis-"));
  const port = await freePort();
  const settings = {
    port,
    bind: "127.0.0.1",
    dir: folder,
    appendonly: "yes",
    appendfsync: "always",
    requirepass: PASSWORD,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  await said(child, "Ready to accept connections");
  return {
    url: `redis://:${PASSWORD}@127.0.0.1:${port}`,
    async close() {
      await end(child, "SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const secret = (): string => randomBytes(32).toString("base64");

/** Settings that several starts of one server share. */
export async function ownSettings(redis: OwnRedis): Promise<Readonly<Record<string, string>>> {
  return {
    REDIS_URL: redis.url,
    PORT: String(await freePort()),
    DATA_KEY: secret(),
    INSTANCE_SECRET: secret(),
    ADMIN_API_KEY: secret(),
  };
}

/** Starts the server with these variables and no other, and waits until it listens. */
export async function startOwnServer(settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["server/main.ts"], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await said(child, "server.listening");
  const url = `http://127.0.0.1:${settings.PORT}`;
  return {
    url,
    client: createDocatClient(url, settings.ADMIN_API_KEY ?? ""),
    /** Answers the exit code; null when the signal ended it. */
    end: (signal: NodeJS.Signals) => end(child, signal),
  };
}
