/** The whole service for tests: handlers built for one environment, behind the real routes, over the real protocols. */
import { Redis } from "@upstash/redis";
import type { Deployment } from "../../dev/functions/function-server.ts";
import { readSourceRoutes } from "../../dev/functions/source-routes.ts";
import { openStaticFiles } from "../../dev/functions/static-files.ts";
import { createDocatClient, type DocatClient } from "../../dev/platform/docat-client.ts";
import { type Platform, startPlatform } from "../../dev/platform/start-platform.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import { createPasswordHasher } from "../../lib/auth/password-hash.ts";
import { buildServices } from "../../lib/container.ts";
import type { GuardedFetch } from "../../lib/contracts/guarded-fetch.ts";
import { buildEnrichingServices } from "../../lib/enriching-container.ts";
import { type Env, parseEnv } from "../../lib/env.ts";
import { createDirect } from "../../lib/http/direct.ts";
import { createHandler } from "../../lib/http/handler.ts";
import { healthHandler } from "../../lib/http/health.ts";
import { metricsHandler } from "../../lib/http/metrics.ts";
import type { EnrichingServices, ReadingServices, Services } from "../../lib/http/services.ts";
import {
  assembleHandler,
  enrichHandler,
  extractHandler,
  failedHandler,
  notifyHandler,
  planHandler,
  sweepHandler,
} from "../../lib/http/stage-handler.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { buildReadingServices } from "../../lib/reading-container.ts";
import { type ApiDocument, DocumentedAnswers } from "./documented-answers.ts";
import { SecretWatch } from "./secret-watch.ts";

export type Handler = (request: Request) => Promise<Response>;
export type HandlerTable = ReadonlyMap<string, Handler>;

const ROOT = `${import.meta.dirname}/../..`;

/** Every function by its path, as api/ wires them, but with these services. */
export function handlersFor(
  services: () => Services,
  reading: () => ReadingServices,
  enriching: () => EnrichingServices,
): HandlerTable {
  return new Map<string, Handler>([
    ["/api/v1", createHandler(() => createV1(services()).fetch)],
    ["/api/extract", createHandler(() => createDirect(reading()).fetch)],
    ["/api/health", healthHandler(services)],
    ["/api/metrics", metricsHandler(services)],
    ["/api/stages/plan", planHandler(reading)],
    ["/api/stages/extract", extractHandler(reading)],
    ["/api/stages/assemble", assembleHandler(services)],
    ["/api/stages/enrich", enrichHandler(enriching)],
    ["/api/stages/failed", failedHandler(services)],
    ["/api/stages/notify", notifyHandler(services)],
    ["/api/stages/sweep", sweepHandler(services)],
  ]);
}

/** Full cost would be most of a test's time; tests/unit/auth holds it. */
const QUICK_HASHER = createPasswordHasher({ cost: { logN: 10, r: 8, p: 1 } });

export interface TestService {
  readonly platform: Platform;
  readonly env: Env;
  readonly services: ReadingServices;
  readonly client: DocatClient;
  /** The store itself, for looking behind the scenes. */
  readonly redis: Redis;
  /** Calls the function at `path` with this request, without a socket between. */
  invoke(path: string, request: Request): Promise<Response>;
  /** Throws when an answer of the API was not as its OpenAPI document says, or a secret stood in the log, in an error or in the store. */
  close(): Promise<void>;
}

export interface TestServiceOptions {
  readonly preferServer?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  /** Fetches links in place of the client that reaches the public internet. */
  readonly links?: GuardedFetch;
  /** Whether what callers send is made up of what is no secret: then only keys and settings are watched over. */
  readonly nonsense?: boolean;
  /** Answers in a function's place, over the platform's sockets, when it returns an answer. */
  readonly intercept?: (path: string, request: Request) => Response | undefined | Promise<Response | undefined>;
}

export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const { intercept, links, nonsense = false, ...platformOptions } = options;
  let env: Env | undefined;
  let reading: ReadingServices | undefined;
  let handlers: HandlerTable = new Map();
  let documentFaults: ReadonlySet<string> = new Set();
  const apiKey = generateKey("test");
  const watch = new SecretWatch({ "the API key": apiKey, ...settingsThatAreSecret(options.variables) });
  const deploy = async (variables: Readonly<Record<string, string>>): Promise<Deployment> => {
    const parsed = parseEnv(variables);
    const services = buildReadingServices(parsed, undefined, links);
    env = parsed;
    reading = services;
    handlers = handlersFor(
      () => buildServices(parsed, links, QUICK_HASHER),
      () => services,
      () => buildEnrichingServices(parsed),
    );
    const document = await call(handlers, "/api/v1", new Request(`${parsed.baseUrl}/v1/openapi.json`));
    const answers = new DocumentedAnswers((await document.json()) as ApiDocument);
    documentFaults = answers.faults;
    return {
      routes: readSourceRoutes(ROOT),
      statics: openStaticFiles(`${ROOT}/public`),
      functions: {
        has: (path) => handlers.has(path),
        async invoke(path, request) {
          if (!nonsense) await watch.learn(request);
          const intercepted = await intercept?.(path, request);
          if (intercepted !== undefined) return intercepted;
          const answer = await call(handlers, path, request);
          await watch.lookAtAnswer(path, answer);
          return documented(answers, path, request, answer);
        },
        close: async () => {},
      },
    };
  };
  const platform = await startPlatform({
    port: 0,
    ...platformOptions,
    apiKey,
    // A schedule goes by the wall clock; its calls would come in the middle of any test. And most tests send the same few
    // documents, each for a job of its own.
    variables: { SWEEP_CRON: "off", RETENTION_RESULT_CACHE_SECONDS: "0", ...options.variables },
    deploy,
  });
  if (env === undefined || reading === undefined) throw new Error("The platform was not deployed.");
  const redis = new Redis({ ...env.redis, automaticDeserialization: false, enableTelemetry: false });
  return {
    platform,
    env,
    services: reading,
    client: createDocatClient(platform.url, platform.apiKey),
    redis,
    invoke: (path, request) => call(handlers, path, request),
    async close() {
      await watch.lookAtStore(redis);
      watch.close();
      await platform.close();
      if (documentFaults.size > 0)
        throw new Error(`Not as the OpenAPI document says:\n${[...documentFaults].join("\n")}`);
      if (watch.leaks.size > 0) throw new Error(`Told to who should not know:\n${[...watch.leaks].join("\n")}`);
    },
  };
}

/** Of the settings of a test, those that nobody else is to know. */
function settingsThatAreSecret(variables: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => /KEY|TOKEN|SECRET|PASSWORD/.test(name)));
}

/** Functions that speak the API which the OpenAPI document describes. */
const API_FUNCTIONS = ["/api/v1", "/api/extract"];

function documented(answers: DocumentedAnswers, path: string, request: Request, response: Response): Response {
  return API_FUNCTIONS.includes(path)
    ? answers.checked(request.method, new URL(request.url).pathname, response)
    : response;
}

function call(handlers: HandlerTable, path: string, request: Request): Promise<Response> {
  const handler = handlers.get(path);
  if (handler === undefined) throw new Error(`No handler at ${path}.`);
  return handler(request);
}

/** Headers with the service's key. */
export function withKey(service: TestService, headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { authorization: `Bearer ${service.platform.apiKey}`, ...headers };
}

/** An answer's JSON object, its values not known. */
export async function bodyOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  return (await response.json()) as Readonly<Record<string, unknown>>;
}
