/** How this deployment is: for probes, whether it answers and whether its store does; for operators, how everything behind it is. */
import type { Check, Finding } from "../contracts/health.ts";
import { DocatError } from "../errors/docat-error.ts";
import { createHandler } from "./handler.ts";
import { problemResponse, respondToError } from "./problem-response.ts";
import type { Services } from "./services.ts";

/** Probes come often, and from several places: what was found is told again for so long. */
const REMEMBERED_MS = 3_000;
const CHECK_TIMEOUT_MS = 5_000;

/** Where an older service was asked. */
const OLDER_PATH = "/health";

type Told = Finding & { readonly ms: number };

async function within(check: Check): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("TimeoutError")), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Never rejects. An error is told by its name alone: its message may hold what was sent. */
async function look({ log }: Pick<Services, "log">, name: string, check: Check): Promise<Told> {
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  try {
    return { ...(await within(check)), ms: ms() };
  } catch (error) {
    log.error("health.unreachable", error, { of: name });
    return { ok: false, error: error instanceof Error ? error.name : "unknown", ms: ms() };
  }
}

function remembered<T>(take: () => Promise<T>): () => Promise<T> {
  let known: { readonly at: number; readonly found: Promise<T> } | undefined;
  return () => {
    if (known === undefined || performance.now() - known.at > REMEMBERED_MS)
      known = { at: performance.now(), found: take() };
    return known.found;
  };
}

async function isOperator({ authenticator }: Services, headers: Headers): Promise<boolean> {
  const credential = /^Bearer ([^\s]+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? headers.get("x-api-key");
  if (credential === null) return false;
  const { scopes } = await authenticator.authenticate(credential);
  if (!scopes.has("operator")) throw new DocatError("scope_missing", { detail: "It needs the scope operator." });
  return true;
}

/** In the words of an older service, which are all that is told at its own address. */
function summary(store: Told) {
  const redis = store.ok ? ("connected" as const) : ("disconnected" as const);
  const status = store.ok ? "healthy" : "unhealthy";
  return { status, service: "docat", redis, checks: { redis }, timestamp: new Date().toISOString() };
}

function answer(body: { readonly status: string }): Response {
  return Response.json(body, {
    status: body.status === "unhealthy" ? 503 : 200,
    headers: { "cache-control": "no-store" },
  });
}

/**
 * 200 when all is well, 503 when the store does not answer. `?probe=live` asks nobody else. Without a credential it tells no address, no key and no load; to an
 * operator's key it tells of each service behind: `degraded`, when one of them is not well.
 */
export function healthHandler(getServices: () => Services): (request: Request) => Promise<Response> {
  return createHandler(() => {
    const services = getServices();
    const { health } = services;
    const store = remembered(() => look(services, "redis", health.store));
    const all = remembered(async () => {
      const found = Object.entries(health.others).map(
        async ([name, check]) => [name, await look(services, name, check)] as const,
      );
      return Object.fromEntries(await Promise.all(found));
    });
    return async (request) => {
      if (request.method !== "GET" && request.method !== "HEAD") {
        return problemResponse(new DocatError("method_not_allowed"), { allow: "GET, HEAD" });
      }
      const { pathname, searchParams } = new URL(request.url);
      if (searchParams.get("probe") === "live") return answer({ status: "alive" });
      try {
        const isAsking = await isOperator(services, request.headers);
        const found = await store();
        const older = summary(found);
        if (pathname === OLDER_PATH) return answer(older);
        const told = { ...older, version: health.version, redis_ms: found.ms };
        if (!isAsking) return answer(told);
        const details = await all();
        const isWell = Object.values(details).every(({ ok }) => ok);
        const status = older.status === "healthy" && !isWell ? "degraded" : older.status;
        return answer({ ...told, status, ...{ details } });
      } catch (error) {
        return respondToError(error, services.log);
      }
    };
  });
}
