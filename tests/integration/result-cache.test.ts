/** A result that was made is given to its owner's later jobs for the same document, and to nobody else's. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultSchema } from "../../lib/contracts/result.ts";
import { ENGINES } from "../support/engines.ts";
import { pdfOfLines } from "../support/pdf-builder.ts";
import { keysWithoutTtl } from "../support/stored-keys.ts";
import { storedValue } from "../support/stored-value.ts";
import { startTestService, type TestService, withKey } from "../support/test-service.ts";
import { asTenant, ended, type Upload, upload, uploaded } from "../support/uploads.ts";

describe.each(ENGINES)("A document that was read before, on the $name", ({ preferServer }) => {
  let service: TestService;
  let plans = 0;
  beforeAll(async () => {
    service = await startTestService({
      preferServer,
      variables: { RETENTION_RESULT_CACHE_SECONDS: "7200" },
      intercept: (path) => {
        if (path === "/api/stages/plan") plans += 1;
        return undefined;
      },
    });
  });
  afterAll(() => service.close());

  let made = 0;
  const pdf = () => pdfOfLines([["The canary sings."], [`Document ${made++}.`]], "Canary");
  async function read(sent: Upload) {
    const job = await uploaded(service, sent);
    await ended(service, job.id);
    await service.platform.idle();
    return job;
  }
  const remove = (id: string) =>
    fetch(`${service.platform.url}/v1/jobs/${id}`, { method: "DELETE", headers: withKey(service) });
  const result = async (id: string) => resultSchema.parse(JSON.parse(await service.client.getResult(id, "json")));

  it("is a finished job in the answer, with the result under its own file name", async () => {
    const sent = { pdf: pdf() };
    const first = await read(sent);
    expect(first.cached).toBe(false);
    const before = plans;
    const second = await uploaded(service, { ...sent, name: "second.pdf" });
    expect(second).toMatchObject({
      status: "succeeded",
      cached: true,
      document: { name: "second.pdf" },
      progress: { pages_done: 2, pages_total: 2 },
      links: { result: `/v1/jobs/${second.id}/result` },
    });
    expect(second.id).not.toBe(first.id);
    expect(await service.client.getJob(second.id)).toEqual(second);
    const [a, b] = [await result(first.id), await result(second.id)];
    expect([a.document.name, b.document.name]).toEqual(["canary.pdf", "second.pdf"]);
    expect({ ...b, document: { ...b.document, name: "canary.pdf" } }).toEqual(a);
    await service.platform.idle();
    expect(plans).toBe(before);
    expect(await service.redis.keys(`docat:${second.id}:*`)).toEqual([`docat:${second.id}:job`]);
  });

  it("is replayed with its key as it was answered", async () => {
    const sent = { pdf: pdf() };
    await read(sent);
    const headers = { "idempotency-key": `key-${made}` };
    const answers = [await upload(service, { ...sent, headers }), await upload(service, { ...sent, headers })];
    expect(answers.map((answer) => answer.headers.get("idempotency-replayed"))).toEqual([null, "true"]);
    const [first, second] = await Promise.all(answers.map((answer) => answer.json()));
    expect(first).toMatchObject({ status: "succeeded", cached: true });
    expect(second).toEqual(first);
  });

  it("is read again for another tenant, for other pages, and for no-store, which leaves nothing for others", async () => {
    const sent = { pdf: pdf() };
    await read(sent);
    const headers = await asTenant(service, "other");
    expect(await uploaded(service, { ...sent, headers })).toMatchObject({ status: "queued", cached: false });
    expect(await uploaded(service, { ...sent, options: { pages: "2" } })).toMatchObject({ cached: false });
    const noStore = { "cache-control": "max-age=0, No-Store" };
    expect(await read({ ...sent, headers: noStore })).toMatchObject({ status: "queued", cached: false });
    const fresh = { pdf: pdf() };
    await read({ ...fresh, headers: noStore });
    expect(await uploaded(service, fresh)).toMatchObject({ status: "queued", cached: false });
  });

  it("is read again when a part of the result is gone", async () => {
    const sent = { pdf: pdf() };
    const { id } = await read(sent);
    await service.redis.del(`docat:${id}:parts`);
    expect(await uploaded(service, sent)).toMatchObject({ status: "queued", cached: false });
  });

  it("stays with those who share it when the job that read it is deleted, and is given to nobody new", async () => {
    const sent = { pdf: pdf() };
    const first = await read(sent);
    const second = await uploaded(service, sent);
    expect((await remove(first.id)).status).toBe(200);
    expect((await result(second.id)).pages).toHaveLength(2);
    expect(await uploaded(service, sent)).toMatchObject({ status: "queued", cached: false });
  });

  it("leaves nothing once all its jobs are deleted: no hash, no name, no text, and its id in the log alone", async () => {
    const fresh = await startTestService({ preferServer, variables: { RETENTION_RESULT_CACHE_SECONDS: "7200" } });
    try {
      const sent = { pdf: pdf(), headers: { "idempotency-key": "canary-key" } };
      const first = await uploaded(fresh, sent);
      const follower = await uploaded(fresh, { pdf: sent.pdf, name: "canary-2.pdf" });
      for (const { id } of [first, follower]) await ended(fresh, id);
      const adopter = await uploaded(fresh, { pdf: sent.pdf, name: "canary-3.pdf" });
      await fresh.platform.idle();
      const headers = withKey(fresh);
      for (const { id } of [follower, first, adopter]) {
        const response = await fetch(`${fresh.platform.url}/v1/jobs/${id}`, { method: "DELETE", headers });
        expect(response.status).toBe(200);
      }
      const keys = (await fresh.redis.keys("*")).filter((name) => !name.endsWith(":deleted"));
      const told = async (names: readonly string[]) => {
        const values = await Promise.all(names.map((name) => storedValue(fresh.redis, name)));
        return JSON.stringify([names, values]).toLowerCase();
      };
      const all = await told(keys);
      for (const trace of [first.document.sha256, "canary"]) expect(all).not.toContain(trace);
      // The processing log keeps that there were such jobs, and when.
      const others = await told(keys.filter((name) => !/^docat:account:\w+:(log|entries)$/.test(name)));
      for (const { id } of [first, follower, adopter]) expect(others).not.toContain(id);
      expect(await keysWithoutTtl(fresh.redis)).toEqual([]);
    } finally {
      await fresh.close();
    }
  });
});

describe("Without a result cache", () => {
  it("every upload is read", async () => {
    const service = await startTestService({ variables: { RETENTION_RESULT_CACHE_SECONDS: "0" } });
    const sent = { pdf: pdfOfLines([["Again."]]) };
    const first = await uploaded(service, sent);
    await ended(service, first.id);
    expect(await uploaded(service, sent)).toMatchObject({ status: "queued", cached: false });
    await service.close();
  });
});
