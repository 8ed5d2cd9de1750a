/** The service over real sockets: store and broker stay in this process, behind proxies; the functions run in one that can be killed. */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { freePort } from "../../dev/http/free-port.ts";
import { createDocatClient, type DocatClient } from "../../dev/platform/docat-client.ts";
import { startBackends } from "../../dev/platform/start-backends.ts";
import { nameRequest as brokerName } from "./broker-backend.ts";
import { startFaultProxy, type WireFault } from "./fault-proxy.ts";
import { redisNamer } from "./redis-backend.ts";

const RUNNER = `${import.meta.dirname}/run-functions.ts`;

/** Stalls and leases are short, so that nobody waits for minutes; and every upload is work of its own. */
const SETTINGS = {
  JOB_LEASE_SECONDS: "2",
  JOB_STALL_SECONDS: "3",
  JOB_DEADLINE_SECONDS: "300",
  SWEEP_CRON: "off",
  RETENTION_RESULT_CACHE_SECONDS: "0",
  // Callers ask again and again, as fast as they are answered.
  REQUESTS_PER_MINUTE: "1000000",
};

export interface MortalService {
  readonly client: DocatClient;
  /** SIGKILL: nothing is said, nothing is put away. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  close(): Promise<void>;
}

export interface MortalOptions {
  /** What happens to a request to the store or the broker, by its name. */
  readonly decide: (name: string) => WireFault;
  readonly onSilence?: () => void;
  readonly preferServer?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
}

async function startProxies(variables: Readonly<Record<string, string>>, { decide, onSilence }: MortalOptions) {
  const { KV_REST_API_URL: redisUrl = "", QSTASH_URL: brokerUrl = "" } = variables;
  const store = await startFaultProxy({ target: redisUrl, nameOf: await redisNamer(), decide, onSilence });
  const broker = await startFaultProxy({ target: brokerUrl, nameOf: brokerName, decide, onSilence });
  return { store, broker };
}

export async function startMortalService(options: MortalOptions): Promise<MortalService> {
  const backends = await startBackends({ preferServer: options.preferServer ?? false });
  const { store, broker } = await startProxies(backends.variables, options);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const apiKey = `dk_${randomBytes(24).toString("hex")}`;
  const addresses = { KV_REST_API_URL: store.url, QSTASH_URL: broker.url, PUBLIC_BASE_URL: url, ADMIN_API_KEY: apiKey };
  const env = { ...process.env, ...backends.variables, ...SETTINGS, ...addresses, ...options.variables };
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  const revive = async () => {
    child = fork(RUNNER, [String(port)], { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const early = once(child, "exit").then(() => Promise.reject(new Error("The functions did not start.")));
    await Promise.race([once(child, "message"), early]);
  };
  await revive();
  return {
    client: createDocatClient(url, apiKey),
    kill,
    revive,
    async close() {
      await kill();
      await Promise.all([store.close(), broker.close()]);
      await backends.close();
    },
  };
}
