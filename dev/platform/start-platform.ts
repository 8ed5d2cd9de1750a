/** The whole service on one machine: static files, functions, Redis endpoint and broker. */
import { issueKey } from "../../lib/auth/api-key.ts";
import { UNLIMITED_PLAN } from "../../lib/auth/plan.ts";
import { parseEnv } from "../../lib/env.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { createRedisClient } from "../../lib/upstash/redis-client.ts";
import { type Deployment, startFunctionServer } from "../functions/function-server.ts";
import { openSourceFunctions } from "../functions/source-functions.ts";
import { readSourceRoutes } from "../functions/source-routes.ts";
import { openStaticFiles } from "../functions/static-files.ts";
import { PEER_HEADER } from "../http/loopback-listener.ts";
import { DEFAULT_API_KEY } from "./local-settings.ts";
import { withLoopback } from "./loopback-functions.ts";
import { type BackendOptions, type Backends, startBackends } from "./start-backends.ts";

export interface PlatformOptions extends BackendOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** The development key, of the environment `test`. */
  readonly apiKey?: string;
  /** Makes the functions, given their environment; without it the source tree's run in this process. */
  readonly deploy?: (variables: Readonly<Record<string, string>>) => Promise<Deployment>;
  /** Whether webhooks of the source tree's functions may go to this machine. */
  readonly allowLoopback?: boolean;
  /** More variables for the functions. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Platform {
  readonly url: string;
  readonly apiKey: string;
  readonly redisName: string;
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Functions of the source tree read this process's environment, as they read their own at Vercel. */
async function deploySource(variables: Readonly<Record<string, string>>, allowLoopback = false): Promise<Deployment> {
  Object.assign(process.env, variables);
  // A setting that is wrong is told now and not by every request.
  parseEnv(process.env);
  const root = `${import.meta.dirname}/../..`;
  const functions = openSourceFunctions(root);
  return {
    routes: readSourceRoutes(root),
    statics: openStaticFiles(`${root}/public`),
    functions: allowLoopback ? withLoopback(functions) : functions,
  };
}

/** The account of the development key. */
const DEVELOPMENT_TENANT = "acc_development";

/** A key is made known to the store by the same code that makes any key. */
export async function issueDevelopmentKey(variables: Readonly<Record<string, string>>, secret: string): Promise<void> {
  const { redis } = parseEnv(variables);
  const store = createRedisApiKeyStore(createRedisClient(redis), timesToLive(DEFAULT_RETENTION));
  await issueKey(store, secret, DEVELOPMENT_TENANT, { name: "development", plan: UNLIMITED_PLAN });
}

/** Starts everything on loopback. One platform a process when the functions come from the source tree. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const backends = await startBackends(options);
  try {
    return await startFunctions(options, backends);
  } catch (error) {
    await backends.close();
    throw error;
  }
}

async function startFunctions(options: PlatformOptions, backends: Backends): Promise<Platform> {
  const apiKey = options.apiKey ?? DEFAULT_API_KEY;
  let deployment: Deployment | undefined;
  const server = await startFunctionServer(() => {
    if (deployment === undefined) throw new Error("The functions are not there yet.");
    return deployment;
  }, options.port);
  try {
    const own = { PUBLIC_BASE_URL: server.url, CLIENT_ADDRESS_HEADER: PEER_HEADER };
    const variables = { ...backends.variables, ...own, ...options.variables };
    const deployed = await (options.deploy ?? deploySource)(variables, options.allowLoopback);
    deployment = deployed;
    await issueDevelopmentKey(variables, apiKey);
    const close = async () => {
      await server.close();
      await deployed.functions.close();
      await backends.close();
    };
    return { url: server.url, apiKey, redisName: backends.redisName, idle: backends.idle, close };
  } catch (error) {
    await server.close();
    throw error;
  }
}
