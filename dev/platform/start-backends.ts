/** What Upstash is to a deployment: a Redis endpoint and a broker, on loopback. */
import { randomBytes } from "node:crypto";
import { LOGGED_MAIL } from "../../lib/auth/account-settings.ts";
import { startBroker } from "../broker/start-broker.ts";
import { openRedisEngine } from "../redis/open-redis-engine.ts";
import { startRedisEndpoint } from "../redis/start-redis-endpoint.ts";

export interface Backends {
  /** The variables that the Upstash integrations would set. */
  readonly variables: Readonly<Record<string, string>>;
  /** What stands behind the Redis endpoint, for people. */
  readonly redisName: string;
  /** Resolves when the broker has nothing left to deliver. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface BackendOptions {
  /** A Redis server to use; else one is looked for on the PATH, else an engine in this process does. */
  readonly redisUrl?: string | undefined;
  /** False keeps to the engine in this process. */
  readonly preferServer?: boolean;
}

/** Anybody on this machine may register, and reads the mails in the log. What is set in the environment stands. */
function accountVariables(): Readonly<Record<string, string>> {
  const { JWT_SECRETS, REGISTRATION, SMTP_URL } = process.env;
  return {
    JWT_SECRETS: JWT_SECRETS || `local:${randomBytes(32).toString("base64")}`,
    REGISTRATION: REGISTRATION || "open",
    SMTP_URL: SMTP_URL || LOGGED_MAIL,
  };
}

export async function startBackends(options: BackendOptions = {}): Promise<Backends> {
  const engine = await openRedisEngine(options);
  // Fresh at every start: a page in the developer's browser can reach loopback, and must not guess its way in.
  const redis = await startRedisEndpoint({ engine, token: randomBytes(24).toString("hex") });
  const broker = await startBroker();
  return {
    variables: {
      KV_REST_API_URL: redis.url,
      KV_REST_API_TOKEN: redis.token,
      QSTASH_URL: broker.url,
      QSTASH_TOKEN: broker.token,
      DATA_KEY: randomBytes(32).toString("base64"),
      ...accountVariables(),
      QSTASH_CURRENT_SIGNING_KEY: broker.currentSigningKey,
      QSTASH_NEXT_SIGNING_KEY: broker.nextSigningKey,
    },
    redisName: engine.name,
    idle: () => broker.idle(),
    async close() {
      await broker.close();
      await redis.close();
      await engine.close();
    },
  };
}
