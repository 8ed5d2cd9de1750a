/** Metrics over the whole service: each moves when the thing happens, and Prometheus' own tool reads what is told. */
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { METRIC_TABLE } from "../../lib/metrics/metric-table.ts";
import { METRICS_TOKEN, MetricsReader, metricOf } from "../support/metrics-reader.ts";
import { type ModelServer, startModelServer } from "../support/model-server.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { startTestService, type TestService, withKey } from "../support/test-service.ts";
import { startVectorServer, type VectorServer } from "../support/vector-server.ts";

const hasPromtool = spawnSync("promtool", ["--version"], { stdio: "ignore" }).status === 0;

let service: TestService;
let metrics: MetricsReader;
let vector: VectorServer;
let model: ModelServer;

beforeAll(async () => {
  [vector, model] = [await startVectorServer(), await startModelServer()];
  service = await startTestService({
    variables: {
      METRICS_TOKEN,
      METRICS_WAIT_SECONDS: "0",
      STORE_LIMIT_MB: "256",
      QSTASH_SIGNING_KEYS_SINCE: "2026-01-01",
      RANGE_PAGES: "2",
      RETENTION_RESULT_CACHE_SECONDS: "600",
      UPSTASH_VECTOR_REST_URL: vector.url,
      UPSTASH_VECTOR_REST_TOKEN: vector.token,
      OPENAI_COMPATIBLE_URL: model.url,
      OPENAI_COMPATIBLE_MODEL: "local",
      OPENAI_COMPATIBLE_API_KEY: "sk-secret",
      LIMITS: '{"plans":{"unlimited":{"general_minute":100000}}}',
    },
  });
  metrics = new MetricsReader(service);
});
afterAll(async () => {
  await service.close();
  await Promise.all([vector.close(), model.close()]);
});

const send = (pages: number, options?: object, mark = "") => {
  const bytes = new Uint8Array(Buffer.concat([pdfOfPages(pages), Buffer.from(`\n% ${mark}\n`)]));
  return service.client.createJob("m.pdf", bytes, options);
};

describe("A job", () => {
  it("is counted as it is accepted, planned, read, put together and ended", async () => {
    const grew = await metrics.growth(() => send(5, {}, "ranges"));
    expect(grew('docat_jobs_accepted_total{as="work"}')).toBe(1);
    expect(grew('docat_cache_lookups_total{result="miss"}')).toBe(1);
    expect(grew("docat_job_wait_seconds_count")).toBe(1);
    expect(grew('docat_stage_deliveries_total{stage="plan",outcome="done"}')).toBe(1);
    expect(grew('docat_stage_deliveries_total{stage="extract",outcome="done"}')).toBe(3);
    expect(grew('docat_stage_deliveries_total{stage="assemble",outcome="done"}')).toBe(1);
    expect(grew('docat_stage_seconds_count{stage="extract"}')).toBe(3);
    expect(grew('docat_stage_seconds_bucket{stage="extract",le="+Inf"}')).toBe(3);
    expect(grew('docat_stage_seconds_sum{stage="extract"}')).toBeGreaterThan(0);
    expect(grew('docat_jobs_ended_total{outcome="succeeded",code=""}')).toBe(1);
    expect(grew("docat_job_seconds_count")).toBe(1);
    expect(grew("docat_pages_total")).toBe(5);
    expect(grew("docat_broker_messages_total")).toBe(5);
    expect(grew("docat_redis_requests_total")).toBeGreaterThan(10);
    expect(grew("docat_redis_commands_total")).toBeGreaterThanOrEqual(grew("docat_redis_requests_total"));
  });

  it("whose result was there is a hit, and reads no page", async () => {
    await send(1, {}, "hit");
    await service.platform.idle();
    const grew = await metrics.growth(() => send(1, {}, "hit"));
    expect(grew('docat_jobs_accepted_total{as="cached"}')).toBe(1);
    expect(grew('docat_cache_lookups_total{result="hit"}')).toBe(1);
    expect(grew('docat_jobs_ended_total{outcome="succeeded",code=""}')).toBe(1);
    expect(grew("docat_pages_total")).toBe(0);
  });

  it("that fails is counted by its code", async () => {
    const broken = new Uint8Array(Buffer.from(`%PDF-1.7\n${"nothing ".repeat(40)}`));
    const grew = await metrics.growth(async () => {
      const { id } = await service.client.createJob("broken.pdf", broken);
      const { error } = await service.client.waitForJob(id, 30_000);
      expect(error?.code).toBe("pdf_truncated");
    });
    expect(grew('docat_jobs_ended_total{outcome="failed",code="pdf_truncated"}')).toBe(1);
  });

  it("that tells a sink, and spends tokens, is counted there", async () => {
    const grew = await metrics.growth(() =>
      send(1, { sinks: ["vector"], translate: { to: "eo", from: "en" } }, "told"),
    );
    expect(grew('docat_sink_deliveries_total{sink="vector",state="delivered"}')).toBe(1);
    expect(grew('docat_stage_deliveries_total{stage="sink",outcome="done"}')).toBe(1);
    expect(grew("docat_model_tokens_total")).toBeGreaterThan(0);
  });
});

describe("Requests", () => {
  it("are counted by function and class, with their bytes and how long they took", async () => {
    const grew = await metrics.growth(async () => {
      await fetch(`${service.platform.url}/v1/jobs/none`, { headers: withKey(service) });
      await fetch(`${service.platform.url}/v1/extract`, {
        method: "POST",
        headers: withKey(service, { "content-type": "application/pdf" }),
        body: pdfOfPages(1),
      });
    });
    expect(grew('docat_http_requests_total{function="v1",status="4xx"}')).toBe(1);
    expect(grew('docat_http_requests_total{function="extract",status="2xx"}')).toBe(1);
    expect(grew('docat_http_request_seconds_count{function="v1"}')).toBe(1);
    expect(grew("docat_http_received_bytes_total")).toBeGreaterThanOrEqual(pdfOfPages(1).byteLength);
    expect(grew("docat_http_sent_bytes_total")).toBeGreaterThan(100);
  });

  it("of accounts make them active today, and gauges tell of the store and its queue", async () => {
    const all = await metrics.values();
    expect(all.get("docat_active_accounts")).toBe(1);
    expect(all.get("docat_jobs_at_work")).toBe(0);
    expect(all.get("docat_owed_after_end")).toBe(0);
    expect(all.get("docat_store_keys")).toBeGreaterThan(0);
    expect(all.get("docat_store_limit_bytes")).toBe(256_000_000);
    expect(all.get("docat_store_used_bytes") ?? 1).toBeGreaterThan(0);
    expect(all.get("docat_signing_keys")).toBe(2);
    expect(all.get("docat_signing_keys_age_seconds")).toBeGreaterThan(86_400);
  });
});

describe("The answer", () => {
  it("is for operators and for whoever holds the token", async () => {
    const ask = async (headers: Readonly<Record<string, string>>) =>
      (await fetch(`${service.platform.url}/api/metrics`, { headers })).status;
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: `Bearer ${METRICS_TOKEN}x` })).toBe(401);
    expect(await ask(withKey(service))).toBe(403);
  });

  it("has no series that the table does not have", async () => {
    const names = [...(await metrics.values()).keys()].map(metricOf);
    const known = new Set(Object.keys(METRIC_TABLE).map(metricOf));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it.skipIf(!hasPromtool)("is what Prometheus reads (needs promtool)", async () => {
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: await metrics.scrape(),
      encoding: "utf8",
    });
    expect(`${stdout}${stderr}`).toBe("");
    expect(status).toBe(0);
  });
});
