/** Builds the ways by which others are told of jobs' ends. */
import type { AuditTrail } from "./contracts/audit-event.ts";
import type { GuardedFetch } from "./contracts/guarded-fetch.ts";
import type { SinkName } from "./contracts/sink.ts";
import type { Vault } from "./crypto/vault.ts";
import type { Env } from "./env.ts";
import type { Services } from "./http/services.ts";
import { renderJson } from "./layout/render/render-json.ts";
import { renderMarkdown } from "./layout/render/render-markdown.ts";
import { sinkWay } from "./pipeline/deliver-sink.ts";
import type { PipelineDeps } from "./pipeline/pipeline-deps.ts";
import { webhookWay } from "./pipeline/tell-webhooks.ts";
import { createS3ObjectStore } from "./s3/s3-object-store.ts";
import { sinkSettingsOf } from "./sink-env.ts";
import { createNhostSink } from "./sinks/nhost-sink.ts";
import { createS3Sink, type RenderedResult } from "./sinks/s3-sink.ts";
import type { Sink } from "./sinks/sink.ts";
import { createVectorSink } from "./sinks/vector-sink.ts";
import type { TimesToLive } from "./upstash/keys.ts";
import type { RedisClient } from "./upstash/redis-client.ts";
import { createRedisDeliveryStore } from "./upstash/redis-delivery-store.ts";
import { createRedisEndpointStore } from "./upstash/redis-endpoint-store.ts";
import { createRedisSinkStore } from "./upstash/redis-sink-store.ts";
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
): Pick<Services, "ways" | "webhooks" | "sinks"> {
  const { queue, log, results, jobs } = pipeline;
  const chunks = { defaultCharacters: env.CHUNK_CHARACTERS, maxChunks: env.MAX_CHUNKS };
  const webhooks = {
    endpoints: createRedisEndpointStore(redis, { ttl, vault, nameFor }),
    deliveries: createRedisDeliveryStore(redis, { ttl, vault }),
    ...{ queue, links, audit, log, retrySeconds: env.WEBHOOK_RETRY_SECONDS },
  };
  const sinks = {
    sinks: sinksOf(env),
    store: createRedisSinkStore(redis, ttl),
    retrySeconds: env.SINK_RETRY_SECONDS,
    ...{ jobs, results, queue, chunks, log, accountOf: webhooks.endpoints.accountOf },
  };
  return { ways: [webhookWay(webhooks, results), sinkWay(sinks)], webhooks, sinks };
}

/** Those that are set up. */
function sinksOf(env: Env): ReadonlyMap<SinkName, Sink> {
  const { nhost, vector, s3 } = sinkSettingsOf(env);
  const all = [
    nhost && createNhostSink(nhost, renderMarkdown),
    vector && createVectorSink(vector),
    s3 && createS3Sink(createS3ObjectStore(s3), renderedResults()),
  ];
  return new Map(all.flatMap((sink) => (sink === null ? [] : [[sink.name, sink] as const])));
}

/** The objects of a result. */
function renderedResults(): readonly RenderedResult[] {
  return [
    { file: "document.md", write: ({ pages }) => renderMarkdown(pages) },
    { file: "result.json", write: ({ frame, pages }) => renderJson(frame, pages) },
    { file: "chunks.ndjson", write: (delivery) => linesOf(delivery.chunks()) },
  ];
}

async function* linesOf(chunks: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const chunk of chunks) yield `${JSON.stringify(chunk)}\n`;
}
