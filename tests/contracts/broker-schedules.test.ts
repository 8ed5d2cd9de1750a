/** Schedules: when they fire, what they send, and how they are changed. */
import { expect, test, vi } from "vitest";
import { ManualClock, startReceiver, startTestBroker } from "./broker-harness.ts";

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2030, 0, 1, 12, 0, 30);

async function startOnSchedule() {
  const clock = new ManualClock(NOON);
  const receiver = await startReceiver();
  const { broker, client } = await startTestBroker({ clock });
  const quiet = () => vi.waitFor(() => expect(broker.counts().inFlight).toBe(0), { interval: 2 });
  return { clock, receiver, broker, client, quiet };
}

test("a schedule fires at its times with its body, headers and id", async () => {
  const { clock, receiver, broker, client, quiet } = await startOnSchedule();
  const { scheduleId } = await client.schedules.create({
    destination: `${receiver.url}/sweep?x=1`,
    cron: "*/5 * * * *",
    body: '{"sweep":true}',
    headers: { "x-trace": "t1" },
  });
  expect(scheduleId).toMatch(/^scd_/);
  await broker.idle();
  clock.advance(4.5 * MINUTE_MS - 1);
  expect(broker.counts().inFlight).toBe(0);
  clock.advance(1);
  await quiet();
  clock.advance(5 * MINUTE_MS);
  await quiet();
  expect(receiver.deliveries).toHaveLength(2);
  for (const delivery of receiver.deliveries) {
    expect(delivery).toMatchObject({ url: `${receiver.url}/sweep?x=1`, body: '{"sweep":true}', method: "POST" });
    expect(delivery.headers.get("upstash-schedule-id")).toBe(scheduleId);
    expect(delivery.headers.get("x-trace")).toBe("t1");
    expect(delivery.headers.get("content-type")).toBe("application/json");
  }
  const ids = receiver.deliveries.map(({ headers }) => headers.get("upstash-message-id"));
  expect(new Set(ids).size).toBe(2);
  expect(await client.schedules.get(scheduleId)).toMatchObject({
    lastScheduleTime: Date.UTC(2030, 0, 1, 12, 10),
    nextScheduleTime: Date.UTC(2030, 0, 1, 12, 15),
  });
});

test("a schedule is shown as it was created", async () => {
  const { receiver, client } = await startOnSchedule();
  await client.schedules.create({
    destination: receiver.url,
    scheduleId: "sweeper",
    cron: "0 * * * *",
    body: "x",
    retries: 2,
    method: "PUT",
    label: "sweep",
    delay: "10s",
  });
  const [schedule, ...others] = await client.schedules.list();
  expect(others).toEqual([]);
  expect(schedule).toMatchObject({
    scheduleId: "sweeper",
    cron: "0 * * * *",
    destination: receiver.url,
    body: "x",
    retries: 2,
    method: "PUT",
    labels: ["sweep"],
    delay: 10,
    createdAt: NOON,
    isPaused: false,
    nextScheduleTime: Date.UTC(2030, 0, 1, 13),
  });
  expect(await client.schedules.get("sweeper")).toEqual(schedule);
});

test("a schedule of every minute misses none", async () => {
  const { clock, receiver, client, quiet } = await startOnSchedule();
  await client.schedules.create({ destination: receiver.url, cron: "* * * * *" });
  for (let minute = 1; minute <= 3; minute += 1) {
    clock.advance(MINUTE_MS);
    await quiet();
    expect(receiver.deliveries).toHaveLength(minute);
  }
});

test("the same id replaces the schedule", async () => {
  const { clock, receiver, broker, client, quiet } = await startOnSchedule();
  const schedule = { destination: receiver.url, scheduleId: "sweeper" };
  await client.schedules.create({ ...schedule, cron: "* * * * *", body: "old" });
  await client.schedules.create({ ...schedule, cron: "*/2 * * * *", body: "new" });
  expect(broker.counts().schedules).toBe(1);
  clock.advance(90_000);
  await quiet();
  expect(receiver.deliveries.map(({ body }) => body)).toEqual(["new"]);
});

test("a deleted schedule fires no more", async () => {
  const { clock, receiver, broker, client } = await startOnSchedule();
  const { scheduleId } = await client.schedules.create({ destination: receiver.url, cron: "* * * * *" });
  await client.schedules.delete(scheduleId);
  clock.advance(10 * MINUTE_MS);
  await broker.idle();
  expect(receiver.deliveries).toEqual([]);
  await expect(client.schedules.get(scheduleId)).rejects.toMatchObject({ status: 404 });
});

test("a paused schedule skips its times", async () => {
  const { clock, receiver, broker, client, quiet } = await startOnSchedule();
  const { scheduleId } = await client.schedules.create({ destination: receiver.url, cron: "* * * * *" });
  await client.schedules.pause({ schedule: scheduleId });
  clock.advance(3 * MINUTE_MS);
  await broker.idle();
  expect(receiver.deliveries).toEqual([]);
  expect(await client.schedules.get(scheduleId)).toMatchObject({ isPaused: true });
  await client.schedules.resume({ schedule: scheduleId });
  clock.advance(MINUTE_MS);
  await quiet();
  expect(receiver.deliveries).toHaveLength(1);
});

test("a schedule may name its time zone", async () => {
  const { receiver, client } = await startOnSchedule();
  await client.schedules.create({ destination: receiver.url, scheduleId: "s", cron: "CRON_TZ=Asia/Tokyo 0 9 * * *" });
  expect(await client.schedules.get("s")).toMatchObject({ nextScheduleTime: Date.UTC(2030, 0, 2, 0, 0) });
});

test.each(["every minute", "* * * *", "*/5 * * * * *", "61 * * * *", "CRON_TZ=Nowhere/City * * * * *"])(
  "the cron %s is refused",
  async (cron) => {
    const { receiver, broker, client } = await startOnSchedule();
    await expect(client.schedules.create({ destination: receiver.url, cron })).rejects.toMatchObject({ status: 400 });
    expect(broker.counts().schedules).toBe(0);
  },
);

test("the eleventh schedule is over the plan", async () => {
  const { receiver, client } = await startOnSchedule();
  const create = () => client.schedules.create({ destination: receiver.url, cron: "0 0 * * *" });
  for (let count = 0; count < 10; count += 1) await create();
  await expect(create()).rejects.toMatchObject({ status: 412 });
});
