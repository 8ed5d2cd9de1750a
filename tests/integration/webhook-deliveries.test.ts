/** Deliveries of webhooks: what is tried again and when, what the log tells, and that nothing is lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AFTER_KEY } from "../../lib/upstash/keys.ts";
import { bodyOf, withKey } from "../support/test-service.ts";
import { freshPdf, openWebhookWorld, type WebhookWorld } from "../support/webhook-world.ts";

let world: WebhookWorld;
beforeAll(async () => {
  world = await openWebhookWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe("A receiver that does not take an event", () => {
  it("is asked again with the same id and body, and the log tells of each attempt", async () => {
    const id = await world.listen("/a");
    world.receiver.answer = () =>
      world.receiver.came.length < 3 ? { status: 500, body: "x".repeat(10_000) } : { status: 200, body: "ok" };
    await world.ended();
    expect(world.receiver.came).toHaveLength(3);
    expect([...world.receiver.bodiesById().values()].map(({ size }) => size)).toEqual([1]);
    const [delivery] = (await world.deliveries(id)).deliveries;
    expect(delivery).toMatchObject({ state: "delivered", next_attempt_at: null, endpoint: id });
    expect(delivery?.attempts.map(({ status, answer }) => [status, answer.length])).toEqual([
      [500, 4_096],
      [500, 4_096],
      [200, 2],
    ]);
    expect(await world.service.redis.zcard(AFTER_KEY)).toBe(0);
  });

  it("is left alone after the last attempt, until its owner asks for it once more", async () => {
    const id = await world.listen("/a");
    world.receiver.answer = () => ({ status: 503 });
    await world.ended();
    expect(world.receiver.came).toHaveLength(6);
    const [failed] = (await world.deliveries(id)).deliveries;
    expect(failed).toMatchObject({ state: "failed", next_attempt_at: null });
    world.receiver.answer = () => ({ status: 204 });
    const again = await world.ask("POST", `/${id}/deliveries/${failed?.event}/redeliver`);
    expect([again.status, await again.json()]).toEqual([202, { events: [failed?.event] }]);
    await world.service.platform.idle();
    expect(world.told()).toMatchObject([{ type: "job.succeeded" }]);
    expect((await world.deliveries(id)).deliveries[0]).toMatchObject({ state: "delivered" });
    expect([...world.receiver.bodiesById().values()].map(({ size }) => size)).toEqual([1]);
  });

  it("gets all that failed since a time when its owner asks for that", async () => {
    const id = await world.listen("/a");
    world.receiver.answer = () => ({ status: 503 });
    const since = new Date().toISOString();
    const jobs = [await world.ended(), await world.ended()];
    world.receiver.answer = () => ({ status: 204 });
    await world.ended();
    const { events } = await bodyOf(await world.ask("POST", `/${id}/redeliver`, { since }));
    await world.service.platform.idle();
    expect(events).toHaveLength(2);
    expect(
      world
        .told()
        .slice(1)
        .map(({ data }) => data.id)
        .sort(),
    ).toEqual([...jobs].sort());
    const later = { since: new Date(Date.now() + 60_000).toISOString() };
    expect(await bodyOf(await world.ask("POST", `/${id}/redeliver`, later))).toEqual({ events: [] });
  });

  it("is not followed where it redirects to", async () => {
    const id = await world.listen("/a");
    world.receiver.secrets.set("/elsewhere", world.receiver.secrets.get("/a") ?? "");
    world.receiver.answer = ({ path }) =>
      path === "/a" ? { status: 307, headers: { location: world.receiver.urlOf("/elsewhere") } } : { status: 204 };
    await world.ended();
    expect(new Set(world.receiver.came.map(({ path }) => path))).toEqual(new Set(["/a"]));
    expect((await world.deliveries(id)).deliveries[0]?.attempts[0]).toMatchObject({ status: 307, error: null });
  });

  it("is asked later where it says so", async () => {
    const id = await world.listen("/a");
    world.receiver.answer = () => ({ status: 429, headers: { "retry-after": "3600" } });
    const { id: job } = await world.service.client.createJob("a.pdf", freshPdf());
    await world.service.client.waitForJob(job, 30_000);
    await expect.poll(async () => (await world.deliveries(id)).deliveries[0]?.attempts.length).toBe(1);
    const [delivery] = (await world.deliveries(id)).deliveries;
    const wait = Date.parse(delivery?.next_attempt_at ?? "") - Date.parse(delivery?.attempts[0]?.at ?? "");
    expect(wait / 3_600_000).toBeGreaterThanOrEqual(1);
    expect(delivery?.state).toBe("pending");
  });

  it("is disabled when it says that it is gone, and the security log tells of it", async () => {
    const id = await world.listen("/a");
    world.receiver.answer = () => ({ status: 410 });
    await world.ended();
    expect(world.receiver.came).toHaveLength(1);
    expect((await world.endpoints())[0]).toMatchObject({ enabled: false, disabled_reason: "gone" });
    const audit = await fetch(`${world.service.platform.url}/v1/audit`, { headers: withKey(world.service) });
    const { events } = (await audit.json()) as { events: { event: string; details: object }[] };
    expect(events.find(({ event }) => event === "webhook.disabled")?.details).toEqual({ endpoint: id, reason: "gone" });
    expect((await world.ask("POST", `/${id}/test`)).status).toBe(409);
    world.receiver.answer = () => ({ status: 204 });
    await world.ask("PATCH", `/${id}`, { enabled: true });
    await world.ended();
    expect(world.receiver.taken).toHaveLength(1);
  });

  it("is disabled when it has failed for five days", async () => {
    const id = await world.listen("/a");
    world.receiver.answer = () => ({ status: 500 });
    await world.ended();
    const [before] = await world.endpoints();
    expect(before).toMatchObject({ enabled: true, failing_since: expect.any(String) });
    const [key = ""] = await world.service.redis.keys("docat:account:*:webhooks");
    await world.service.redis.hset(key, { [`${id}:failing`]: String(Date.now() - 5 * 86_400_000) });
    await world.ended();
    expect((await world.endpoints())[0]).toMatchObject({ enabled: false, disabled_reason: "failing" });
    expect(world.receiver.came).toHaveLength(7);
  });
});

it("The log is told page by page", async () => {
  const id = await world.listen("/a");
  const events: unknown[] = [];
  for (let n = 0; n < 5; n++) events.unshift((await bodyOf(await world.ask("POST", `/${id}/test`))).event);
  const found: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await world.deliveries(id, `?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
    found.push(...page.deliveries.map(({ event }) => event));
    ({ cursor } = page);
  }
  expect(found).toEqual(events);
  await world.service.platform.idle();
});

it("A receiver that is down for a fifth of a run gets every event in the end, each id with one body", async () => {
  await world.listen("/a");
  const JOBS = 15;
  // Down for a stretch in the middle, whatever it is that comes then.
  world.receiver.answer = () => {
    const n = world.receiver.came.length;
    return n > 6 && n <= 6 + JOBS / 5 ? { status: 503 } : { status: 204 };
  };
  const jobs = await Promise.all(
    Array.from({ length: JOBS }, async () => (await world.service.client.createJob("a.pdf", freshPdf())).id),
  );
  await Promise.all(jobs.map((id) => world.service.client.waitForJob(id, 60_000)));
  await world.service.platform.idle();
  expect(world.receiver.came.length).toBe(JOBS + JOBS / 5);
  expect(new Set(world.told().map(({ data }) => data.id))).toEqual(new Set(jobs));
  expect([...world.receiver.bodiesById().values()].every(({ size }) => size === 1)).toBe(true);
  expect([world.receiver.bodiesById().size, world.receiver.forged]).toEqual([JOBS, 0]);
});
