/** Traces over the whole service: a collector in this process is told of a document's way, from its upload to the webhook. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { type SentryServer, startSentryServer } from "../support/sentry-server.ts";
import { deliverSigned, postToStage } from "../support/signed-delivery.ts";
import { withKey } from "../support/test-service.ts";
import { startTraceCollector, type ToldSpan, type TraceCollector } from "../support/trace-collector.ts";
import { freshPdf, openWebhookWorld, type WebhookWorld } from "../support/webhook-world.ts";

const SERVER = 2;
const PRODUCER = 4;
const CONSUMER = 5;
const FAILED = 2;

let collector: TraceCollector;
let sentry: SentryServer;
let world: WebhookWorld;
const printed = vi.spyOn(console, "log");

beforeAll(async () => {
  [collector, sentry] = [await startTraceCollector(), await startSentryServer()];
  world = await openWebhookWorld({
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
    OTEL_EXPORTER_OTLP_HEADERS: "x-collector-key=collector%20canary",
    OTEL_SERVICE_NAME: "docat-traced",
    RANGE_PAGES: "2",
    SENTRY_DSN: sentry.dsn,
  });
});
afterAll(async () => {
  await world.close();
  await Promise.all([collector[Symbol.asyncDispose](), sentry[Symbol.asyncDispose]()]);
});
beforeEach(async () => {
  await world.reset();
  collector.spans.length = 0;
  collector.bodies.length = 0;
});

async function submit(headers: Readonly<Record<string, string>> = {}, bytes: Uint8Array = freshPdf()) {
  const response = await fetch(`${world.service.platform.url}/v1/jobs`, {
    method: "POST",
    headers: withKey(world.service, { "content-type": "application/pdf", ...headers }),
    body: Buffer.from(bytes),
  });
  const { id } = (await response.json()) as { id: string };
  await world.service.client.waitForJob(id, 30_000);
  await world.service.platform.idle();
  return { id, response };
}

/** Of the trace that holds this span. */
const sharing = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);
const named = (name: string): ToldSpan => {
  const span = collector.spans.find((each) => each.name === name);
  if (span === undefined) throw new Error(`No span ${name} among ${collector.spans.map((each) => each.name)}.`);
  return span;
};
const told = (name: string) => vi.waitFor(() => named(name), { timeout: 5_000 });

describe("A document's way", () => {
  it("is one trace from the upload over each stage to the webhook", async () => {
    await world.listen("/a");
    world.receiver.answer = () => ({ status: world.receiver.came.length === 1 ? 503 : 204 });
    const { id } = await submit({}, pdfOfPages(5));
    await told("stage deliver");
    const { traceId, parentSpanId, kind, attributes } = named("POST /v1/jobs");
    expect([kind, parentSpanId ?? ""]).toEqual([SERVER, ""]);
    expect(attributes).toMatchObject({ "http.route": "/v1/jobs", "http.response.status_code": 202 });
    const stages = sharing(traceId).filter((span) => span.kind === CONSUMER);
    expect(stages.map(({ name }) => name).sort()).toEqual([
      "stage assemble",
      "stage deliver",
      "stage extract",
      "stage extract",
      "stage extract",
      "stage notify",
      "stage plan",
    ]);
    const byId = new Map(sharing(traceId).map((span) => [span.spanId, span]));
    for (const { name, parentSpanId: parent } of stages)
      expect(byId.get(parent ?? "")?.kind, `whoever published ${name}`).toBe(PRODUCER);
    const sent = sharing(traceId).filter(({ name }) => name === "send");
    expect(sent.map((span) => [byId.get(span.parentSpanId ?? "")?.name, span.status?.message ?? ""])).toEqual([
      ["stage notify", "503"],
      ["stage deliver", ""],
    ]);
    for (const stage of stages.filter(({ name }) => name !== "stage deliver"))
      expect(stage.attributes).toMatchObject({ "docat.job": id, "docat.attempt": 1, "docat.outcome": "done" });
    expect(named("stage plan").resource).toMatchObject({ "service.name": "docat-traced" });
  });

  it("goes on in its caller's trace, and in no trace that is none", async () => {
    const theirs = "0af7651916cd43dd8448eb211c80319c";
    await submit({ traceparent: `00-${theirs}-b7ad6b7169203331-01` });
    await told("stage plan");
    expect(named("POST /v1/jobs")).toMatchObject({ traceId: theirs, parentSpanId: "b7ad6b7169203331" });
    expect(named("stage plan").traceId).toBe(theirs);
    collector.spans.length = 0;
    await submit({ traceparent: "00-nothing-01" });
    await told("stage plan");
    expect(named("POST /v1/jobs").parentSpanId ?? "").toBe("");
  });

  it("is told with the collector's key, and with nothing of the document, its file's name or the caller's key", async () => {
    await submit({ "content-disposition": 'attachment; filename="canary-file.pdf"' }, pdfOfPages(1));
    await told("stage plan");
    expect(collector.headers.at(-1)?.get("x-collector-key")).toBe("collector canary");
    const all = collector.bodies.join("\n");
    expect(all).not.toContain("canary");
    expect(all).not.toContain(world.service.platform.apiKey);
    expect(all).not.toMatch(/Page 1/i);
  });

  it("marks what went wrong by its code, and takes no part in what nobody signed", async () => {
    const answer = await deliverSigned(world.service, "plan", { v: 1, kind: "plan", job_id: "canary" });
    expect(answer.status).toBe(489);
    expect(await told("stage plan")).toMatchObject({ status: { code: FAILED, message: "message_malformed" } });
    collector.spans.length = 0;
    expect((await postToStage(world.service, "plan", "{}", null)).status).toBe(401);
    await submit();
    await told("stage plan");
    expect(collector.spans.filter(({ name }) => name === "stage plan")).toHaveLength(1);
  });
});

describe("An error", () => {
  it("is reported with the request and the stage in which it happened, and nothing of what was sent", async () => {
    await deliverSigned(world.service, "plan", { v: 1, kind: "plan", job_id: "canary" });
    await vi.waitFor(() => expect(sentry.events.length).toBeGreaterThan(0), { timeout: 5_000 });
    expect(sentry.events.at(-1)).toMatchObject({
      tags: { event: "delivery.malformed", code: "message_malformed", stage: "plan", request: expect.any(String) },
    });
    expect(sentry.bodies.join("\n")).not.toContain("canary");
  });

  it("of a caller is none of ours", async () => {
    const before = sentry.bodies.length;
    const { id } = await submit({}, new TextEncoder().encode(`%PDF-1.7\n${"nothing ".repeat(40)}`));
    expect((await world.service.client.getJob(id)).status).toBe("failed");
    expect(sentry.bodies.length).toBe(before);
  });
});

describe("A log line", () => {
  it("names the request from which all came, the job, the stage, the attempt and the trace", async () => {
    printed.mockClear();
    const { id, response } = await submit();
    const request = response.headers.get("x-request-id");
    await told("stage plan");
    const lines = printed.mock.calls.map(([line]) => JSON.parse(String(line)));
    const of = (event: string) => lines.find((line) => line.event === event && (line.job ?? id) === id);
    const { traceId: trace } = named("stage plan");
    expect(request).toMatch(/^[\w:.-]{1,100}$/);
    expect(of("job.accepted")).toMatchObject({ request, trace });
    expect(of("job.ended")).toMatchObject({ request, trace, job: id, stage: expect.any(String), attempt: 1 });
    expect(of("stage.done")).toMatchObject({ request, trace, job: id, attempt: 1, ms: expect.any(Number) });
  });
});
