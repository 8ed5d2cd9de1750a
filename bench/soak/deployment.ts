/**
 * The service as the soak meets it: two instances of all functions, each in a process of its own, behind one address; store and broker stay in this
 * process, behind proxies that let things go wrong. One instance is killed now and then; the other lives on, so that it shows what is left behind.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../dev/http/free-port.ts";
import { startBackends } from "../../dev/platform/start-backends.ts";
import { startFaultProxy, type WireFault } from "../../tests/faults/fault-proxy.ts";
import { Instance } from "../functions/instance.ts";

/** Leases, stalls and everything's life are short, so that the store comes to what it holds for good within minutes. */
const SETTINGS = {
  JOB_LEASE_SECONDS: "5",
  JOB_STALL_SECONDS: "8",
  JOB_DEADLINE_SECONDS: "300",
  SWEEP_CRON: "* * * * *",
  RANGE_PAGES: "2",
  WEBHOOK_RETRY_SECONDS: "1,2,4,8,15,30",
  SANDBOX_WORKERS: "1",
  REQUESTS_PER_MINUTE: "1000000",
  RETENTION_SUCCEEDED_JOB_SECONDS: "300",
  RETENTION_FAILED_JOB_SECONDS: "300",
  RETENTION_RESULT_CACHE_SECONDS: "120",
  RETENTION_IDEMPOTENCY_SECONDS: "120",
  RETENTION_DOCUMENT_SECONDS: "120",
  // A file that is broken is judged anew each time: that it was known to be would spare the work.
  RETENTION_QUARANTINE_SECONDS: "60",
};

/** One address for both: each connection goes to the next instance that is up, and breaks when that one dies. */
async function startFront(instances: readonly Instance[]) {
  let turn = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const up = instances.filter(({ isUp }) => isUp);
    const chosen = up[turn++ % Math.max(1, up.length)];
    if (chosen === undefined) return void client.destroy();
    const behind = connect(chosen.port, "127.0.0.1");
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    client.pipe(behind).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

export interface SoakedService {
  readonly url: string;
  readonly apiKey: string;
  /** A command to the store itself, past the proxy. */
  look(command: readonly string[]): Promise<unknown>;
  /** The process that is never killed. */
  readonly steady: { readonly pid: number; readonly diedAlone: boolean };
  /** Kills the other one, and starts it again after a while. */
  killOne(downMs: number): Promise<void>;
  /** Resolves when the broker has nothing left to deliver. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** `log`: an open file for what the instances log. */
export async function startSoakedService(decide: () => WireFault, log: number | "ignore"): Promise<SoakedService> {
  const backends = await startBackends();
  const {
    KV_REST_API_URL: redisUrl = "",
    KV_REST_API_TOKEN: token = "",
    QSTASH_URL: brokerUrl = "",
  } = backends.variables;
  const nameOf = () => "";
  const store = await startFaultProxy({ target: redisUrl, nameOf, decide });
  const broker = await startFaultProxy({ target: brokerUrl, nameOf, decide });
  const apiKey = `dk_${randomBytes(24).toString("hex")}`;
  const instances: Instance[] = [];
  const front = await startFront(instances);
  const own = { KV_REST_API_URL: store.url, QSTASH_URL: broker.url, PUBLIC_BASE_URL: front.url, ADMIN_API_KEY: apiKey };
  const env = { ...process.env, ...backends.variables, ...SETTINGS, ...own };
  const [steady, mortal] = [
    new Instance(await freePort(), env, log),
    new Instance(await freePort(), env, log),
  ] as const;
  instances.push(steady, mortal);
  await steady.start();
  await mortal.start();
  return {
    url: front.url,
    apiKey,
    steady,
    async look(command) {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(redisUrl, { method: "POST", headers, body: JSON.stringify(command) });
      const { result, error } = (await answer.json()) as { readonly result?: unknown; readonly error?: string };
      if (error !== undefined) throw new Error(error);
      return result;
    },
    async killOne(downMs) {
      await mortal.kill();
      await sleep(downMs);
      await mortal.start();
    },
    idle: backends.idle,
    async close() {
      await Promise.all([steady.kill(), mortal.kill()]);
      await Promise.all([front.close(), store.close(), broker.close()]);
      await backends.close();
    },
  };
}
