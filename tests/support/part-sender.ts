/** Sends parts from a process of their own, to their end or until it is killed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { SendingOrder } from "./send-parts.ts";

const SCRIPT = join(import.meta.dirname, "send-parts.ts");

function start(order: SendingOrder) {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(order));
  return child;
}

export async function sendParts(order: SendingOrder): Promise<void> {
  const [code] = await once(start(order), "exit");
  if (code !== 0) throw new Error(`The sender ended with ${code}.`);
}

/** Kills the sender in the middle of the part that follows `stopAfter` whole ones. */
export async function sendPartsAndDie(order: SendingOrder & { readonly stopAfter: number }): Promise<void> {
  const child = start(order);
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
}
