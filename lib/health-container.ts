/** Builds the checks of what is set up. */
import type { Check, Health } from "./contracts/health.ts";
import type { ModelSettings } from "./contracts/model-settings.ts";
import type { ObjectStore } from "./documents/object-store.ts";
import type { Env } from "./env.ts";
import { createClamdScanner } from "./net/clamd-client.ts";
import { brokerHealth } from "./upstash/broker-health.ts";
import type { RedisClient } from "./upstash/redis-client.ts";
import { storeHealth, storePing } from "./upstash/store-health.ts";

interface HealthDeps {
  readonly redis: RedisClient;
  readonly objects: ObjectStore | null;
  readonly models: ModelSettings;
  /** By engine: the code of the last call that failed in this process. */
  readonly lastModelErrors: ReadonlyMap<string, string>;
  readonly revision: string;
}

/** A name that no object has: an answer is all that is asked for. */
const NO_OBJECT = "health";

function objectsHealth(objects: ObjectStore): Check {
  return async () => {
    await objects.sizeOf(NO_OBJECT);
    return { ok: true };
  };
}

/** A scan of one line: the daemon answers, and finds nothing in it. */
function scannerHealth({ CLAMAV_HOST: host, CLAMAV_PORT: port }: Env): Check {
  return async () => {
    const line = new TextEncoder().encode("health");
    const scanner = createClamdScanner({ host: host ?? "", port });
    const { verdict } = await scanner.scan(
      (async function* () {
        yield line;
      })(),
    );
    return { ok: verdict === "clean", verdict };
  };
}

/** Nobody is called for this: a call costs money. */
function modelsHealth({ engines }: ModelSettings, lastErrors: HealthDeps["lastModelErrors"]): Check {
  return async () => {
    const configured = Object.entries(engines).flatMap(([name, { key, url }]) =>
      (key ?? url) === undefined ? [] : [name],
    );
    const errors = configured.map((name) => [`last_error_${name}`, lastErrors.get(name) ?? null] as const);
    return { ok: true, configured: configured.join(","), ...Object.fromEntries(errors) };
  };
}

export function buildHealth(env: Env, { redis, objects, models, lastModelErrors, revision }: HealthDeps): Health {
  const signingKeys = [env.QSTASH_CURRENT_SIGNING_KEY, env.QSTASH_NEXT_SIGNING_KEY];
  return {
    store: storePing(redis),
    others: {
      redis: storeHealth(redis),
      broker: brokerHealth({ url: env.QSTASH_URL, token: env.QSTASH_TOKEN, signingKeys }),
      ...(objects === null ? {} : { objects: objectsHealth(objects) }),
      ...(env.CLAMAV_HOST === undefined ? {} : { scanner: scannerHealth(env) }),
      models: modelsHealth(models, lastModelErrors),
    },
    version: env.VERCEL_GIT_COMMIT_SHA?.slice(0, 12) ?? revision,
  };
}
