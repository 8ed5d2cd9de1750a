/** Metrics of what goes wrong, or otherwise: each moves when the thing happens. And every metric that there is moves in a test, here or beside. */
import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../dev/http/free-port.ts";
import { buildServices } from "../../lib/container.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { METRIC_TABLE } from "../../lib/metrics/metric-table.ts";
import { packed, pdfOfContents } from "../support/bomb-builder.ts";
import { lostJob, untilStalled } from "../support/lost-job.ts";
import { METRICS_TOKEN, MetricsReader, metricOf } from "../support/metrics-reader.ts";
import { pdfOfLines } from "../support/pdf-builder.ts";
import { deliverSigned } from "../support/signed-delivery.ts";
import { startTestService, type TestService, withKey } from "../support/test-service.ts";
import { startReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

const LEASE_MS = 500;

let service: TestService;
let receiver: WebhookReceiver;
let metrics: MetricsReader;
/** Answers in a stage's place. */
let intercept: (path: string, request: Request) => Response | undefined | Promise<Response | undefined>;

beforeAll(async () => {
  receiver = await startReceiver();
  service = await startTestService({
    links: receiver.client(),
    intercept: (path, request) => intercept(path, request),
    variables: {
      METRICS_TOKEN,
      METRICS_WAIT_SECONDS: "0",
      RANGE_PAGES: "2",
      JOB_LEASE_SECONDS: String(LEASE_MS / 1_000),
      JOB_STALL_SECONDS: String(LEASE_MS / 1_000),
      WEBHOOK_RETRY_SECONDS: "0,0",
      LIMITS: '{"plans":{"unlimited":{"general_minute":200}}}',
    },
  });
  metrics = new MetricsReader(service);
});
afterAll(async () => {
  await service.close();
  await receiver[Symbol.asyncDispose]();
});
beforeEach(() => {
  intercept = () => undefined;
});

const document = () => pdfOfLines([[randomBytes(8).toString("hex")]]);

async function submit(bytes = document()): Promise<string> {
  return (await service.client.createJob("m.pdf", bytes)).id;
}

/** In a stage's place at its first delivery; the next one is the stage's own. */
function once(stage: string, answer: (request: Request) => Response | Promise<Response>): void {
  let asked = 0;
  intercept = async (path, request) => {
    if (path !== `/api/stages/${stage}` || asked > 0) return undefined;
    asked += 1;
    return answer(request);
  };
}

const unavailable = () => new Response(null, { status: 503, headers: { "retry-after": "1" } });
const deadly = () => new Response(null, { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } });

describe("A delivery", () => {
  it("that comes again is a redelivery", async () => {
    once("plan", unavailable);
    const grew = await metrics.growth(() => submit());
    expect(grew('docat_redeliveries_total{stage="plan"}')).toBe(1);
    expect(grew('docat_jobs_ended_total{outcome="succeeded",code=""}')).toBe(1);
  });

  it("whose attempt says nothing more leaves a lease to be reaped", async () => {
    const { jobs } = service.services.pipeline;
    once("plan", async (request) => {
      const { job_id: id } = (await request.json()) as { job_id: string };
      const holder = { token: randomUUID(), messageId: "msg_of_the_dead", retried: 0 };
      expect((await jobs.claim({ id, epoch: 0 }, "plan", holder)).kind).toBe("claimed");
      await new Promise((resolve) => setTimeout(resolve, LEASE_MS));
      return unavailable();
    });
    const grew = await metrics.growth(() => submit());
    expect(grew('docat_reaped_leases_total{stage="plan"}')).toBe(1);
    expect(grew('docat_jobs_ended_total{outcome="succeeded",code=""}')).toBe(1);
  });

  it("that the broker gives up is a dead letter, and its job is revived", async () => {
    once("plan", deadly);
    const grew = await metrics.growth(() => submit());
    expect(grew('docat_dead_letters_total{stage="plan"}')).toBe(1);
    expect(grew("docat_revived_jobs_total")).toBe(1);
    expect(grew('docat_stage_deliveries_total{stage="failed",outcome="left"}')).toBe(1);
  });

  it("that fails at us is one with an error", async () => {
    const broken = { v: 1, kind: "plan", job_id: "none" };
    const grew = await metrics.growth(() => deliverSigned(service, "plan", broken));
    expect(grew('docat_stage_deliveries_total{stage="plan",outcome="error"}')).toBe(1);
  });
});

describe("A job", () => {
  it("that waits is at work, and that was cancelled has ended so", async () => {
    intercept = (path) => (path === "/api/stages/plan" ? unavailable() : undefined);
    const grew = await metrics.growth(async () => {
      const id = await submit();
      expect((await metrics.values()).get("docat_jobs_at_work")).toBe(1);
      metrics.moved.add("docat_jobs_at_work");
      const answer = await fetch(`${service.platform.url}/v1/jobs/${id}/cancel`, {
        method: "POST",
        headers: withKey(service),
      });
      expect(answer.status).toBeLessThan(300);
      intercept = () => undefined;
    });
    expect(grew('docat_jobs_ended_total{outcome="cancelled",code=""}')).toBe(1);
    expect((await metrics.values()).get("docat_jobs_at_work")).toBe(0);
  });

  it("that follows another one for the same document ends with it", async () => {
    const bytes = document();
    let open = (_: undefined) => {};
    const gate = new Promise<undefined>((resolve) => {
      open = resolve;
    });
    intercept = (path) => (path === "/api/stages/plan" ? gate : undefined);
    const grew = await metrics.growth(async () => {
      await submit(bytes);
      await submit(bytes);
      open(undefined);
    });
    expect(grew('docat_jobs_accepted_total{as="work"}')).toBe(1);
    expect(grew('docat_jobs_accepted_total{as="follower"}')).toBe(1);
    expect(grew('docat_jobs_ended_total{outcome="followed",code=""}')).toBe(1);
  });

  it("for a document that was found to be too complex before is refused at once", async () => {
    const bytes = pdfOfContents([packed("q ", 40_000_000)]);
    await submit(bytes);
    await service.platform.idle();
    const grew = await metrics.growth(() => submit(bytes));
    expect(grew('docat_jobs_accepted_total{as="refused"}')).toBe(1);
  });

  it("whose message got lost is revived by the sweep", async () => {
    await untilStalled(service, await lostJob(service, 1));
    const grew = await metrics.growth(() => deliverSigned(service, "sweep", { v: 1, kind: "sweep" }));
    expect(grew("docat_revived_jobs_total")).toBe(1);
    expect(grew('docat_stage_deliveries_total{stage="sweep",outcome="swept"}')).toBe(1);
  });
});

describe("A webhook", () => {
  it("is counted at each attempt by its answer; until it is delivered it is owed", async () => {
    const answer = await fetch(`${service.platform.url}/v1/webhooks`, {
      method: "POST",
      headers: withKey(service, { "content-type": "application/json" }),
      body: JSON.stringify({ url: receiver.urlOf("/hook") }),
    });
    const { id, secret } = (await answer.json()) as { id: string; secret: string };
    receiver.secrets.set("/hook", secret);
    let owed: number | undefined;
    receiver.answer = () => ({ status: receiver.came.length === 1 ? 503 : 204 });
    intercept = async (path) => {
      if (path !== "/api/stages/notify") return undefined;
      owed ??= (await metrics.values()).get("docat_owed_after_end");
      return undefined;
    };
    const grew = await metrics.growth(() => submit());
    expect(grew('docat_webhook_deliveries_total{result="5xx"}')).toBe(1);
    expect(grew('docat_webhook_deliveries_total{result="2xx"}')).toBe(1);
    expect(owed).toBe(1);
    metrics.moved.add("docat_owed_after_end");
    expect((await metrics.values()).get("docat_owed_after_end")).toBe(0);
    // Nobody listens there.
    await fetch(`${service.platform.url}/v1/webhooks/${id}`, {
      method: "PATCH",
      headers: withKey(service, { "content-type": "application/json" }),
      body: JSON.stringify({ url: "http://hooks.example.com:9/hook" }),
    });
    const unheard = await metrics.growth(() => submit());
    expect(unheard('docat_webhook_deliveries_total{result="none"}')).toBeGreaterThan(0);
    await fetch(`${service.platform.url}/v1/webhooks/${id}`, { method: "DELETE", headers: withKey(service) });
  });
});

describe("A request", () => {
  it("for which the broker is away is one of 5xx", async () => {
    const away = buildServices({ ...service.env, QSTASH_URL: `http://127.0.0.1:${await freePort()}` });
    const request = new Request("http://host/v1/jobs", {
      method: "POST",
      headers: withKey(service, { "content-type": "application/pdf" }),
      body: Buffer.from(document()),
    });
    const grew = await metrics.growth(async () => expect((await createV1(away).fetch(request)).status).toBe(503));
    expect(grew('docat_http_requests_total{function="v1",status="5xx"}')).toBe(1);
  });

  it("over a limit is refused, and counted so", async () => {
    const grew = await metrics.growth(async () => {
      for (let n = 0; n < 210; n += 1) await fetch(`${service.platform.url}/v1/jobs`, { headers: withKey(service) });
    });
    expect(grew("docat_rate_limited_requests_total")).toBeGreaterThan(0);
    expect(grew('docat_http_requests_total{function="v1",status="4xx"}')).toBe(
      grew("docat_rate_limited_requests_total"),
    );
  });
});

describe("Every metric", () => {
  /** Seen to move, or to be told, by tests/integration/metrics.test.ts. */
  const BESIDE = [
    "docat_sink_deliveries_total",
    "docat_model_tokens_total",
    "docat_signing_keys",
    "docat_signing_keys_age_seconds",
    "docat_store_limit_bytes",
  ];

  it("moves when the thing happens", () => {
    const still = Object.keys(METRIC_TABLE).filter(
      (name) => !metrics.moved.has(metricOf(name)) && !BESIDE.includes(name),
    );
    expect(still).toEqual([]);
  });
});
