/** What the server reads of the environment beside the service's own variables. Whatever is missing or wrong is told in one sentence. */
import { isIP } from "node:net";

const DEFAULT_PORT = 3000;
const DEFAULT_SHUTDOWN_SECONDS = 25;
const MAX_SHUTDOWN_SECONDS = 600;
const MIN_SECRET_CHARACTERS = 32;

export interface ServerSettings {
  readonly redisUrl: string;
  /** From which the keys between the server's own parts are made. */
  readonly instanceSecret: string;
  readonly host: string;
  readonly port: number;
  /** How long running deliveries may take to end once the server is told to stop. */
  readonly shutdownMs: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Without them nothing works, or nobody may do anything. */
const REQUIRED = ["REDIS_URL", "INSTANCE_SECRET", "DATA_KEY", "ADMIN_API_KEY"] as const;

function required(variables: Variables): void {
  const missing = REQUIRED.filter((name) => !variables[name]);
  if (missing.length > 0) throw new Error(`Set ${missing.join(", ")}: docs/self-hosting.md tells how each is made.`);
}

function whole(variables: Variables, name: string, fallback: number, max: number): number {
  const value = Number(variables[name] || fallback);
  if (!Number.isInteger(value) || value < 0 || value > max) throw new Error(`${name} is a number from 0 to ${max}.`);
  return value;
}

/** Reads the server's settings; an empty variable counts as absent. Throws an Error with one sentence, which has no value in it. */
export function readServerSettings(variables: Variables): ServerSettings {
  required(variables);
  const { REDIS_URL: redisUrl = "", INSTANCE_SECRET: instanceSecret = "" } = variables;
  if (!/^rediss?:\/\//.test(redisUrl) || !URL.canParse(redisUrl)) {
    throw new Error("REDIS_URL starts with redis:// or rediss://.");
  }
  if (instanceSecret.length < MIN_SECRET_CHARACTERS) {
    throw new Error(`INSTANCE_SECRET has at least ${MIN_SECRET_CHARACTERS} characters: openssl rand -base64 32`);
  }
  const host = variables.HOST || "127.0.0.1";
  if (isIP(host) === 0) throw new Error("HOST is the address to listen on, for example 0.0.0.0.");
  return {
    redisUrl,
    instanceSecret,
    host,
    port: whole(variables, "PORT", DEFAULT_PORT, 65_535),
    shutdownMs: whole(variables, "SHUTDOWN_SECONDS", DEFAULT_SHUTDOWN_SECONDS, MAX_SHUTDOWN_SECONDS) * 1_000,
  };
}
