/** Builds the ways by which others are told of jobs' ends. */
import type { AuditTrail } from "./contracts/audit-event.ts";
import type { GuardedFetch } from "./contracts/guarded-fetch.ts";
import type { Vault } from "./crypto/vault.ts";
import type { Env } from "./env.ts";
import type { Services } from "./http/services.ts";
import type { PipelineDeps } from "./pipeline/pipeline-deps.ts";
import { webhookWay } from "./pipeline/tell-webhooks.ts";
import type { TimesToLive } from "./upstash/keys.ts";
import type { RedisClient } from "./upstash/redis-client.ts";
import { createRedisDeliveryStore } from "./upstash/redis-delivery-store.ts";
import { createRedisEndpointStore } from "./upstash/redis-endpoint-store.ts";
import type { TenantNamer } from "./upstash/tenant-names.ts";

interface WaysOutDeps {
  readonly redis: RedisClient;
  readonly ttl: TimesToLive;
  readonly vault: Vault;
  readonly nameFor: TenantNamer;
  readonly links: GuardedFetch;
  readonly audit: AuditTrail;
  readonly pipeline: PipelineDeps;
}

/** A further way is a further member of `ways`. */
export function buildWaysOut(
  env: Env,
  { redis, ttl, vault, nameFor, links, audit, pipeline }: WaysOutDeps,
): Pick<Services, "ways" | "webhooks"> {
  const { queue, log, results } = pipeline;
  const webhooks = {
    endpoints: createRedisEndpointStore(redis, { ttl, vault, nameFor }),
    deliveries: createRedisDeliveryStore(redis, { ttl, vault }),
    ...{ queue, links, audit, log, retrySeconds: env.WEBHOOK_RETRY_SECONDS },
  };
  return { ways: [webhookWay(webhooks, results)], webhooks };
}
