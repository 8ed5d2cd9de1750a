/** One request, one job, one answer: what `Idempotency-Key` does over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../dev/http/free-port.ts";
import { buildServices } from "../../lib/container.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { ENGINES } from "../support/engines.ts";
import { pdfOfLines, pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";
import { asTenant, ended, type Upload, upload, uploadRequest } from "../support/uploads.ts";

describe.each(ENGINES)("An upload with an Idempotency-Key on the $name", ({ preferServer }) => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ preferServer });
  });
  afterAll(() => service.close());

  let made = 0;
  const newKey = () => `key-${made++}`;
  const pdf = () => pdfOfLines([[`Document ${made++}.`]]);
  const send = (key: string, sent: Upload) =>
    upload(service, { ...sent, headers: { "idempotency-key": key, ...sent.headers } });
  const jobs = async () => (await service.redis.keys("docat:job_*:job")).length;

  it("is answered the same when it comes again, whatever became of the job meanwhile", async () => {
    const [key, sent] = [newKey(), { pdf: pdf() }];
    const first = await send(key, sent);
    const answer = await first.text();
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([202, null]);
    const { id } = JSON.parse(answer);
    const before = await jobs();
    const replay = async () => {
      const again = await send(key, sent);
      expect(again.status).toBe(202);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      expect(again.headers.get("location")).toBe(`/v1/jobs/${id}`);
      expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
      expect(await again.text()).toBe(answer);
    };
    await replay();
    await ended(service, id);
    await replay();
    await service.redis.del(`docat:${id}:job`);
    await replay();
    expect(await jobs()).toBe(before - 1);
  });

  it("is answered the same after its job was cancelled, and is a new job after it was deleted", async () => {
    const [key, sent] = [newKey(), { pdf: pdfOfPages(40) }];
    const first = await bodyOf(await send(key, sent));
    const path = `${service.platform.url}/v1/jobs/${first.id}`;
    await fetch(`${path}/cancel`, { method: "POST", headers: withKey(service) });
    expect(await (await send(key, sent)).json()).toEqual(first);
    expect((await fetch(path, { method: "DELETE", headers: withKey(service) })).status).toBe(200);
    const again = await send(key, sent);
    expect(again.headers.get("idempotency-replayed")).toBeNull();
    expect((await bodyOf(again)).id).not.toBe(first.id);
  });

  it("may carry the key in quotes or without", async () => {
    const [key, sent] = [newKey(), { pdf: pdf() }];
    const first = await (await send(key, sent)).json();
    expect(await (await send(`"${key}"`, sent)).json()).toEqual(first);
  });

  it("is refused with another file, other options or another name: 422", async () => {
    const [key, sent] = [newKey(), { pdf: pdf() }];
    await send(key, sent);
    for (const other of [{ pdf: pdf() }, { ...sent, options: { pages: "1" } }, { ...sent, name: "other.pdf" }]) {
      const response = await send(key, other);
      expect(response.status).toBe(422);
      expect(await bodyOf(response)).toMatchObject({ code: "idempotency_key_reused", retryable: false });
    }
  });

  it("is one job when it comes many times at once; the others are told to wait or answered the same", async () => {
    const [key, sent] = [newKey(), { pdf: pdf() }];
    const before = await jobs();
    const instances = Array.from({ length: 8 }, () => createV1(buildServices(service.env)));
    const request = () => uploadRequest(service, { ...sent, headers: { "idempotency-key": key } });
    const responses = await Promise.all(instances.map((instance) => instance.fetch(request())));
    const accepted = responses.filter(({ status }) => status === 202);
    const busy = responses.filter(({ status }) => status === 409);
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.length + busy.length).toBe(responses.length);
    expect(new Set(await Promise.all(accepted.map((response) => response.text()))).size).toBe(1);
    for (const response of busy) {
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await bodyOf(response)).toMatchObject({ code: "request_in_progress", retryable: true });
    }
    expect(await jobs()).toBe(before + 1);
  });

  it("is a new request after the first one failed", async () => {
    const [key, sent] = [newKey(), { pdf: pdf() }];
    const env = { ...service.env, QSTASH_URL: `http://127.0.0.1:${await freePort()}` };
    const request = uploadRequest(service, { ...sent, headers: { "idempotency-key": key } });
    expect((await createV1(buildServices(env)).fetch(request)).status).toBe(503);
    const again = await send(key, sent);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([202, null]);
    expect((await ended(service, String((await bodyOf(again)).id))).status).toBe("succeeded");
  });

  it("is a new request after the first one was refused at the door", async () => {
    const key = newKey();
    expect((await send(key, { pdf: new TextEncoder().encode("no PDF") })).status).toBe(422);
    expect((await send(key, { pdf: pdf() })).status).toBe(202);
  });

  it("has nothing to do with another tenant's", async () => {
    const [key, sent] = [newKey(), { pdf: pdf() }];
    const mine = await bodyOf(await send(key, sent));
    const theirs = await send(key, { pdf: pdf(), headers: await asTenant(service, "other") });
    expect([theirs.status, theirs.headers.get("idempotency-replayed")]).toEqual([202, null]);
    expect((await bodyOf(theirs)).id).not.toBe(mine.id);
  });

  it.each([
    ["nothing", ""],
    ["a space", "a b"],
    ["no end of its quotes", '"abc'],
    ["nothing in its quotes", '""'],
    ["more than 255 characters", "k".repeat(256)],
    ["what is not ASCII", "kö"],
    ["a quote too many", '"a"b"'],
  ])("is refused when the key is %s", async (_, key) => {
    const response = await send(key, { pdf: pdf() });
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ code: "idempotency_key_invalid", pointer: "Idempotency-Key" });
  });

  it("may have 255 characters, and quotes that are escaped", async () => {
    for (const key of ["k".repeat(255), '"a\\"b\\\\c"']) expect((await send(key, { pdf: pdf() })).status).toBe(202);
  });
});
