/** What fills the ports to the broker, against the emulated broker: messages of a job, and the sweep's schedule. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { StageMessage } from "../../lib/contracts/stage-message.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { createQstashStageQueue } from "../../lib/upstash/qstash-stage-queue.ts";
import { createQstashSweepSchedule, sweepScheduleId } from "../../lib/upstash/qstash-sweep-schedule.ts";
import { closedUrl, ManualClock, rawRequest, startReceiver, startTestBroker } from "./broker-harness.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const NOON = Date.UTC(2030, 0, 1, 12, 0, 0);

async function startQueue(answer?: () => Response) {
  const clock = new ManualClock(NOON);
  const receiver = await startReceiver(answer);
  const { broker, client } = await startTestBroker({ clock });
  const settings = { url: broker.url, token: broker.token, baseUrl: receiver.url, bypassSecret: "bypass-1" };
  return { clock, receiver, broker, client, settings, queue: createQstashStageQueue(settings) };
}

const planOf = (job_id: string): StageMessage => ({ v: 1, kind: "plan", job_id, epoch: 0 });

/** What went into the log. */
function recordingLog() {
  const failures: { event: string; error: unknown }[] = [];
  return {
    failures,
    log: { info: () => {}, error: (event: string, error: unknown) => failures.push({ event, error }) },
  };
}

test("a message published twice is delivered once, a resend within the window again", async () => {
  const { receiver, broker, queue } = await startQueue();
  const plan = planOf(newJobId());
  await queue.publish([plan]);
  await queue.publish([plan, { ...plan, resend: 0 }]);
  await broker.idle();
  expect(receiver.deliveries).toHaveLength(1);
  await queue.publish([{ ...plan, resend: 1 }]);
  await queue.publish([{ ...plan, resend: 1 }]);
  await queue.publish([{ ...plan, resend: 2 }]);
  await broker.idle();
  expect(receiver.deliveries.map(({ body }) => JSON.parse(body))).toEqual([
    plan,
    { ...plan, resend: 1 },
    { ...plan, resend: 2 },
  ]);
});

test("cancelling a job takes back what waits for it, and nothing of another job", async () => {
  const { clock, receiver, broker, queue } = await startQueue(() => new Response(null, { status: 503 }));
  const [mine, other] = [newJobId(), newJobId()];
  const extracts = [0, 1, 2].map(
    (first): StageMessage => ({ ...planOf(mine), kind: "extract", range: { first, count: 1 } }),
  );
  await queue.publish([...extracts, planOf(other)]);
  await receiver.until(4);
  await vi.waitFor(() => expect(broker.counts().inFlight).toBe(0), { interval: 2 });
  await queue.cancel(mine);
  expect(broker.counts().unfinished).toBe(1);
  clock.advance(SECOND_MS);
  await receiver.until(5);
  await vi.waitFor(() => expect(broker.counts().inFlight).toBe(0), { interval: 2 });
  expect(receiver.deliveries.slice(4).map(({ body }) => JSON.parse(body))).toEqual([planOf(other)]);
  expect(receiver.at("/api/stages/failed")).toEqual([]);
});

test("cancelling a job of which the broker has nothing is no error", async () => {
  const { queue } = await startQueue();
  await expect(queue.cancel(newJobId())).resolves.toBeUndefined();
});

test("a broker that is away or refuses is `queue_unavailable`, without the request in the error", async () => {
  const { settings } = await startQueue();
  const away = createQstashStageQueue({ ...settings, url: await closedUrl() });
  const refused = createQstashStageQueue({ ...settings, token: "token-canary" });
  const id = newJobId();
  for (const queue of [away, refused]) {
    for (const call of [() => queue.publish([planOf(id)]), () => queue.cancel(id)]) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "queue_unavailable", retryAfterSeconds: 5 });
      expect(String((error as Error).cause)).not.toMatch(/canary|job_/);
    }
  }
  await expect(refused.cancel(id)).rejects.toMatchObject({ cause: { message: "QstashError: 401" } });
});

test("the schedule calls the sweep with its message, once an attempt and once more, through deployment protection", async () => {
  const { clock, receiver, broker, client, settings } = await startQueue(() => new Response(null, { status: 500 }));
  await createQstashSweepSchedule({ ...settings, cron: "*/5 * * * *" }, recordingLog().log).ensure();
  const scheduleId = sweepScheduleId(settings.baseUrl);
  expect(scheduleId).toMatch(/^docat-sweep-[0-9a-f]{8}$/);
  expect(await client.schedules.get(scheduleId)).toMatchObject({
    cron: "*/5 * * * *",
    destination: `${receiver.url}/api/stages/sweep`,
    method: "POST",
    retries: 1,
  });
  clock.advance(5 * MINUTE_MS);
  await receiver.until(1);
  await vi.waitFor(() => expect(broker.counts().inFlight).toBe(0), { interval: 2 });
  clock.advance(SECOND_MS);
  await receiver.until(2);
  await broker.idle();
  for (const delivery of receiver.deliveries) {
    expect(delivery.path).toBe("/api/stages/sweep");
    expect(JSON.parse(delivery.body)).toEqual({ v: 1, kind: "sweep" });
    expect(delivery.headers.get("content-type")).toBe("application/json");
    expect(delivery.headers.get("x-vercel-protection-bypass")).toBe("bypass-1");
  }
  expect(receiver.deliveries).toHaveLength(2);
});

test("what is carried comes along with a message, and with the broker's word that it gave it up", async () => {
  const { receiver, broker, settings } = await startQueue(
    () => new Response(null, { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } }),
  );
  const carried = { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`, "x-docat-request": "r-1" };
  const queue = createQstashStageQueue(settings, undefined, { carried: () => carried });
  await queue.publish([planOf(newJobId())]);
  await broker.idle();
  const paths = new Set(receiver.deliveries.map(({ path }) => path));
  expect(paths).toEqual(new Set(["/api/stages/plan", "/api/stages/failed"]));
  for (const { headers } of receiver.deliveries) expect(Object.fromEntries(headers)).toMatchObject(carried);
});

test("a process writes the schedule once, however often and however many at once ask for it", async () => {
  const { client, settings } = await startQueue();
  const schedule = createQstashSweepSchedule({ ...settings, cron: "*/5 * * * *" }, recordingLog().log);
  await Promise.all([schedule.ensure(), schedule.ensure(), schedule.ensure()]);
  await client.schedules.delete(sweepScheduleId(settings.baseUrl));
  await schedule.ensure();
  expect(await client.schedules.list()).toEqual([]);
});

test("another process writes over the schedule of the same address; another address has its own", async () => {
  const { client, settings } = await startQueue();
  const { log } = recordingLog();
  await createQstashSweepSchedule({ ...settings, cron: "*/5 * * * *" }, log).ensure();
  await createQstashSweepSchedule({ ...settings, cron: "*/15 * * * *" }, log).ensure();
  await createQstashSweepSchedule({ ...settings, baseUrl: "http://127.0.0.1:9", cron: "0 * * * *" }, log).ensure();
  expect((await client.schedules.list()).map(({ cron }) => cron).sort()).toEqual(["*/15 * * * *", "0 * * * *"]);
});

test("without a cron no schedule is made", async () => {
  const { client, settings } = await startQueue();
  await createQstashSweepSchedule({ ...settings, cron: null }, recordingLog().log).ensure();
  expect(await client.schedules.list()).toEqual([]);
});

test("a broker that does not take the schedule is a broker that does not answer, and is asked again at the next job", async () => {
  const { broker, client, settings } = await startQueue();
  const { failures, log } = recordingLog();
  const away = await closedUrl();
  let isAway = true;
  const realFetch = globalThis.fetch;
  vi.stubGlobal("fetch", (...[input, init]: Parameters<typeof fetch>) =>
    realFetch(isAway ? String(input).replace(`${broker.url}/`, away) : input, init),
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  const schedule = createQstashSweepSchedule({ ...settings, cron: "*/5 * * * *" }, log);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(schedule.ensure()).rejects.toMatchObject({ code: "queue_unavailable" });
  }
  isAway = false;
  await schedule.ensure();
  expect(await client.schedules.list()).toHaveLength(1);
  expect(failures).toEqual([]);
});

test("a plan without room for another schedule stops no job; it is told to the log, each time", async () => {
  const { broker, receiver, settings } = await startQueue();
  const { failures, log } = recordingLog();
  for (let count = 0; count < 10; count += 1) {
    const headers = { "upstash-cron": "0 0 * * *" };
    expect((await rawRequest(broker, `/v2/schedules/${receiver.url}/other`, { headers })).status).toBe(200);
  }
  const schedule = createQstashSweepSchedule({ ...settings, cron: "*/5 * * * *" }, log);
  await schedule.ensure();
  await schedule.ensure();
  const refusal = { event: "sweep.schedule_refused", error: { message: "The broker answered 412." } };
  expect(failures).toMatchObject([refusal, refusal]);
});
