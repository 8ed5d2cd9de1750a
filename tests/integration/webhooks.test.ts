/** Webhooks over the whole service: who is told what, and what is signed. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bodyOf, withKey } from "../support/test-service.ts";
import { freshPdf, openWebhookWorld, type WebhookWorld } from "../support/webhook-world.ts";

let world: WebhookWorld;
beforeAll(async () => {
  world = await openWebhookWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe("An endpoint", () => {
  it("is told once that a job has succeeded: its id, receipt and links, and no word of the document", async () => {
    await world.listen("/a");
    const id = await world.ended();
    expect(world.told()).toEqual([
      {
        type: "job.succeeded",
        timestamp: (await world.service.client.getJob(id)).finished_at,
        data: {
          id,
          status: "succeeded",
          cached: false,
          receipt: expect.objectContaining({ pages: 1, extracted: 1, failed: 0, warnings: 0 }),
          error: null,
          links: { self: `/v1/jobs/${id}`, result: `/v1/jobs/${id}/result` },
        },
      },
    ]);
    expect(world.receiver.forged).toBe(0);
  });

  it("is told so of a result that was there before, and of a failure", async () => {
    const bytes = freshPdf();
    await world.ended(bytes);
    await world.listen("/a");
    const cached = await world.ended(bytes);
    const failed = await world.ended(Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(2_000)]));
    expect(world.told()).toMatchObject([
      { type: "job.succeeded", data: { id: cached, cached: true, receipt: { pages: 1 } } },
      { type: "job.failed", data: { id: failed, receipt: null, error: { code: expect.any(String) } } },
    ]);
  });

  it("hears only of what it asked for", async () => {
    await world.listen("/a", { events: ["job.failed"] });
    await world.listen("/b");
    await world.ended();
    expect(world.receiver.taken.map(({ path }) => path)).toEqual(["/b"]);
  });

  it("hears nothing of another account's, nor while it is disabled, nor once it is removed", async () => {
    const [a, b] = [await world.listen("/a"), await world.listen("/b")];
    await world.ask("PATCH", `/${a}`, { enabled: false });
    await world.ask("DELETE", `/${b}`);
    await world.ended();
    expect(world.receiver.came).toEqual([]);
    expect(await world.deliveries(a)).toEqual({ deliveries: [], cursor: null });
    expect((await world.ask("GET", `/${b}`)).status).toBe(404);
  });

  it("cannot be at an address of an inner network", async () => {
    for (const url of [
      "http://127.0.0.1/",
      "http://169.254.169.254/latest",
      "ftp://hooks.example.com/",
      "http://a.internal/",
    ]) {
      expect((await world.ask("POST", "", { url })).status).toBe(422);
    }
  });

  it("can be changed, and shows its secret only when that is made", async () => {
    const id = await world.listen("/a");
    const changed = await world.ask("PATCH", `/${id}`, { description: "mine", events: ["job.page_failed"] });
    expect(await changed.json()).toMatchObject({ id, description: "mine", events: ["job.page_failed"], enabled: true });
    expect(JSON.stringify(await world.endpoints())).not.toContain("whsec_");
    expect(await (await world.ask("GET", `/${id}`)).text()).not.toContain("whsec_");
  });

  it("is one of twenty at most", async () => {
    for (let n = 0; n < 20; n++) await world.listen(`/${n}`);
    const { code } = await bodyOf(await world.ask("POST", "", { url: world.receiver.urlOf("/more") }));
    expect(code).toBe("too_many_endpoints");
  });
});

describe("A signature", () => {
  it("is by both secrets after a rotation, so that a receiver may know either", async () => {
    const id = await world.listen("/a");
    const before = world.receiver.secrets.get("/a") ?? "";
    const { secret } = await bodyOf(await world.ask("POST", `/${id}/rotate-secret`));
    await world.ended();
    world.receiver.secrets.set("/a", String(secret));
    await world.ended();
    expect([world.receiver.taken.length, world.receiver.forged]).toEqual([2, 0]);
    expect(before).not.toBe(secret);
    expect(String(world.receiver.taken[0]?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
  });

  it("holds for no other body, id, time or secret, and for no old one", async () => {
    await world.listen("/a");
    await world.ended();
    const [{ body, headers }] = world.receiver.taken as [(typeof world.receiver.taken)[0]];
    const refused = (change: Readonly<Record<string, string>>, text = body, path = "/a") => {
      const { forged } = world.receiver;
      world.receiver.receive(path, { ...headers, ...change }, text);
      return world.receiver.forged - forged;
    };
    const old = String(Math.floor(Date.now() / 1_000) - 600);
    world.receiver.secrets.set("/b", `whsec_${randomBytes(32).toString("base64")}`);
    const tries = [
      refused({}, `${body} `),
      refused({ "webhook-id": "evt_1" }),
      refused({ "webhook-timestamp": old }),
      refused({}, body, "/b"),
      refused({ "webhook-signature": "v1,AAAA" }),
    ];
    expect([tries, refused({})]).toEqual([[1, 1, 1, 1, 1], 0]);
  });
});

describe("A job's own webhook", () => {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const own = (path: string) => {
    world.receiver.secrets.set(path, secret);
    return { webhook: { url: world.receiver.urlOf(path), secret } };
  };

  it("is told of that job, signed with the secret that it brought, and shown to nobody", async () => {
    const id = await world.ended(freshPdf(), own("/own"));
    expect(world.told()).toMatchObject([{ type: "job.succeeded", data: { id } }]);
    expect(world.receiver.taken[0]?.path).toBe("/own");
    expect(JSON.stringify(await world.service.client.getJob(id))).not.toContain("whsec_");
    expect((await world.deliveries(id)).deliveries).toMatchObject([{ endpoint: id, job: id, state: "delivered" }]);
    expect((await world.ask("GET", `/job_${"0".repeat(32)}/deliveries`)).status).toBe(404);
  });

  it("is asked again, and gets what it missed when its owner asks", async () => {
    world.receiver.answer = () => ({ status: 500 });
    const id = await world.ended(freshPdf(), own("/own"));
    expect(world.receiver.came).toHaveLength(6);
    const [failed] = (await world.deliveries(id)).deliveries;
    world.receiver.answer = () => ({ status: 204 });
    expect((await world.ask("POST", `/${id}/deliveries/${failed?.event}/redeliver`)).status).toBe(202);
    expect((await world.ask("POST", `/${id}/deliveries/evt_${"0".repeat(32)}/redeliver`)).status).toBe(404);
    await world.service.platform.idle();
    expect(world.told()).toHaveLength(1);
  });

  it("is part of what a request is known by that comes twice", async () => {
    const bytes = freshPdf();
    const send = (webhook: object) => {
      const body = new FormData();
      body.set("file", new File([bytes], "a.pdf", { type: "application/pdf" }));
      body.set("options", JSON.stringify(webhook));
      const headers = withKey(world.service, { "idempotency-key": "twice" });
      return fetch(`${world.service.platform.url}/v1/jobs`, { method: "POST", headers, body });
    };
    const statuses = [await send(own("/own")), await send(own("/own")), await send(own("/other"))];
    expect(statuses.map(({ status }) => status)).toEqual([202, 202, 422]);
    await world.service.platform.idle();
    expect(world.told()).toHaveLength(1);
  });

  it.each([
    ["an inner address", { url: "http://127.0.0.1/", secret }, 422],
    ["no secret", { url: "https://hooks.example.com/" }, 400],
    ["a secret that is none", { url: "https://hooks.example.com/", secret: "hunter2" }, 400],
  ])("is refused with %s, and no job is made", async (_, webhook, status) => {
    const form = new FormData();
    form.set("file", new File([freshPdf()], "a.pdf", { type: "application/pdf" }));
    form.set("options", JSON.stringify({ webhook }));
    const url = `${world.service.platform.url}/v1/jobs`;
    expect((await fetch(url, { method: "POST", headers: withKey(world.service), body: form })).status).toBe(status);
  });

  it("is not taken from an address, where logs would keep its secret", async () => {
    const webhook = encodeURIComponent(JSON.stringify(own("/own").webhook));
    const url = `${world.service.platform.url}/v1/jobs?webhook=${webhook}`;
    const headers = withKey(world.service, { "content-type": "application/pdf" });
    expect((await fetch(url, { method: "POST", headers, body: freshPdf() })).status).toBe(400);
  });
});

it("A test event comes when it is asked for", async () => {
  const id = await world.listen("/a", { events: ["job.page_failed"] });
  const { event } = await bodyOf(await world.ask("POST", `/${id}/test`));
  await world.service.platform.idle();
  expect(world.told()).toMatchObject([{ type: "webhook.test", data: { endpoint: id } }]);
  expect(world.receiver.taken[0]?.id).toBe(event);
  expect((await world.deliveries(id)).deliveries).toMatchObject([{ event, job: null, state: "delivered" }]);
});
