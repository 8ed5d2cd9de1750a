/** The service with a meter at each place where something is paid for: requests, commands, messages, bytes, CPU and memory. */
import { readFileSync } from "node:fs";
import { freePort } from "../../dev/http/free-port.ts";
import { startBackends } from "../../dev/platform/start-backends.ts";
import { issueDevelopmentKey } from "../../dev/platform/start-platform.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import { Instance } from "../functions/instance.ts";
import { openCountedWay } from "./counted-way.ts";

/** What one step of a job took. */
export interface Usage {
  readonly redisRequests: number;
  /** Those inside scripts too, as they are billed. */
  readonly redisCommands: number;
  readonly redisBytes: number;
  readonly messages: number;
  /** Calls of functions, by callers and by the broker. */
  readonly invocations: number;
  readonly cpuSeconds: number;
  /** How long functions were at work, added up: as if no two of them ever shared an instance. */
  readonly functionSeconds: number;
  readonly bytesOut: number;
}

export interface CountedService {
  readonly url: string;
  readonly apiKey: string;
  /** What has been used since the last call, once the broker has nothing left to deliver. */
  take(): Promise<Usage>;
  close(): Promise<void>;
}

/** A batch of metrics belongs to ten seconds of an instance, not to a job. */
const APART = { METRICS_WAIT_SECONDS: "300" };

/** Linux counts in hundredths of a second. */
const TICKS = 100;

function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function commandsIn(info: string): number {
  const counts = [...info.matchAll(/^cmdstat_(\S+):calls=(\d+)/gm)];
  return counts
    .filter(([, name = ""]) => !/^(info|config|hello|client)/.test(name))
    .reduce((sum, [, , calls]) => sum + Number(calls), 0);
}

/** Of a batch each entry is a message. */
function messagesIn(path: string, body: string): number {
  if (path.startsWith("/v2/publish")) return 1;
  return path.startsWith("/v2/batch") ? (JSON.parse(body) as readonly unknown[]).length : 0;
}

/** Needs a redis-server: only it tells how many commands ran inside scripts. */
export async function startCountedService(variables: Readonly<Record<string, string>>): Promise<CountedService> {
  const backends = await startBackends();
  const {
    KV_REST_API_URL: redisUrl = "",
    KV_REST_API_TOKEN: token = "",
    QSTASH_URL: brokerUrl = "",
  } = backends.variables;
  const store = await openCountedWay(redisUrl);
  const broker = await openCountedWay(brokerUrl, messagesIn);
  const port = await freePort();
  const functions = await openCountedWay(`http://127.0.0.1:${port}`);
  const apiKey = generateKey("test");
  const own = {
    KV_REST_API_URL: store.url,
    QSTASH_URL: broker.url,
    PUBLIC_BASE_URL: functions.url,
    KEY_ENVIRONMENT: "test",
  };
  const child = new Instance(port, {
    ...process.env,
    ...backends.variables,
    SWEEP_CRON: "off",
    ...APART,
    ...own,
    ...variables,
  });
  await child.start();
  await issueDevelopmentKey({ ...backends.variables, PUBLIC_BASE_URL: functions.url }, apiKey);
  const commands = async () => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(redisUrl, { method: "POST", headers, body: JSON.stringify(["INFO", "commandstats"]) });
    const { result, error } = (await answer.json()) as { readonly result?: string; readonly error?: string };
    if (result === undefined) throw new Error(`No redis-server: ${error}`);
    return commandsIn(result);
  };
  let before = { commands: await commands(), cpu: cpuSecondsOf(child.pid) };
  return {
    url: functions.url,
    apiKey,
    async take() {
      await backends.idle();
      const now = { commands: await commands(), cpu: cpuSecondsOf(child.pid) };
      const [redis, queue, calls] = [store.take(), broker.take(), functions.take()];
      const usage = {
        redisRequests: redis.requests,
        redisCommands: now.commands - before.commands,
        redisBytes: redis.bytesSent + redis.bytesReceived,
        messages: queue.requests,
        invocations: calls.requests,
        cpuSeconds: now.cpu - before.cpu,
        functionSeconds: calls.seconds,
        bytesOut: calls.bytesReceived,
      };
      before = now;
      return usage;
    },
    async close() {
      await child.kill();
      await Promise.all([functions.close(), store.close(), broker.close()]);
      await backends.close();
    },
  };
}
