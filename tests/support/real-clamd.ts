/** A real clamd for tests, where one is installed: on a free port, with a database of one signature. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EICAR } from "./eicar.ts";
import { listenTcp } from "./loopback-server.ts";

const SEARCH_PATH = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;

/** Whether there is one. */
export function hasClamd(): boolean {
  return spawnSync("clamd", ["--version"], { env: { PATH: SEARCH_PATH } }).status === 0;
}

interface RealClamd extends AsyncDisposable {
  readonly port: number;
}

/** Starts it and waits until it listens. It takes streams of 2 MB at most. */
export async function realClamd(): Promise<RealClamd> {
  const folder = mkdtempSync(join(tmpdir(), "docat-clamd-"));
  const port = await freePort();
  writeFileSync(join(folder, "eicar.ndb"), `Docat.Eicar:0:*:${EICAR.toString("hex")}\n`);
  const settings = [`DatabaseDirectory ${folder}`, `TCPSocket ${port}`, "TCPAddr 127.0.0.1", "Foreground yes"];
  writeFileSync(join(folder, "clamd.conf"), [...settings, "StreamMaxLength 2M", "MaxThreads 2", ""].join("\n"));
  const child = spawn("clamd", ["-c", join(folder, "clamd.conf")], { env: { PATH: SEARCH_PATH }, stdio: "ignore" });
  await untilListening(child, port);
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  await using server = await listenTcp(() => undefined);
  return server.port;
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt += 1) {
    const socket = connect({ host: "127.0.0.1", port });
    try {
      await once(socket, "connect");
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      socket.destroy();
    }
  }
  child.kill("SIGKILL");
  throw new Error("clamd does not come up.");
}
