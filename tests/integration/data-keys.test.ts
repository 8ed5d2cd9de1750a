/** DATA_KEY is lost, or changed: what was sealed with another key is unreadable, and says so; nothing waits for it. */
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildServices } from "../../lib/container.ts";
import { Vault } from "../../lib/crypto/vault.ts";
import type { Env } from "../../lib/env.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { DEFAULT_JOB_TIMING } from "../../lib/limits/job-timing.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { acceptJob, newJobId } from "../../lib/pipeline/accept.ts";
import { sweep } from "../../lib/pipeline/sweep.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisDocumentStore } from "../../lib/upstash/redis-document-store.ts";
import { createRedisJobStore } from "../../lib/upstash/redis-job-store.ts";
import { createRedisResultStore } from "../../lib/upstash/redis-result-store.ts";
import { deliverAll } from "../support/deliver-all.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { storedHash } from "../support/stored-hash.ts";
import {
  assembleOf,
  createTestPipeline,
  deliver,
  extractOf,
  planOf,
  recordOf,
  type TestPipeline,
  textsOfResult,
} from "../support/test-pipeline.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";
import { sha256Of, uploadClient } from "../support/upload-client.ts";
import { ended, uploaded, uploadRequest } from "../support/uploads.ts";

describe("A deployment", () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startTestService({ variables: { RETENTION_RESULT_CACHE_SECONDS: "7200", RANGE_PAGES: "2" } });
  });
  afterEach(() => service.close());

  const sent = { pdf: pdfOfPages(3), headers: { "idempotency-key": "once" } };
  const askOf = (env: Env) => (request: Request) => createV1(buildServices(env)).fetch(request);
  const get = (path: string) => new Request(`http://host${path}`, { headers: withKey(service) });

  async function finished(): Promise<string> {
    const { id } = await uploaded(service, sent);
    expect(await ended(service, id)).toMatchObject({ status: "succeeded" });
    await service.platform.idle();
    return id;
  }

  it("with another key tells that what is stored cannot be read", async () => {
    const id = await finished();
    const ask = askOf({ ...service.env, DATA_KEY: randomBytes(32) });
    for (const request of [get(`/v1/jobs/${id}`), get(`/v1/jobs/${id}/result`), uploadRequest(service, sent)]) {
      const response = await ask(request);
      expect([response.status, (await bodyOf(response)).code]).toEqual([410, "sealed_unreadable"]);
    }
  });

  it("with another key gives a document that was read before a reading of its own, not a result that nobody can read", async () => {
    await finished();
    const response = await askOf({ ...service.env, DATA_KEY: randomBytes(32) })(
      uploadRequest(service, { pdf: sent.pdf }),
    );
    expect(response.status).toBe(202);
    expect(await bodyOf(response)).toMatchObject({ status: "queued", cached: false });
  });

  it("with another key knows no file that it could not read", async () => {
    const uploads = uploadClient(service);
    const asked = { name: "a.pdf", size_bytes: sent.pdf.length, sha256: sha256Of(sent.pdf) };
    await uploads.send(await uploads.begun(asked), sent.pdf);
    const head = () =>
      new Request(`http://host/v1/files/${asked.sha256}`, { method: "HEAD", headers: withKey(service) });
    expect((await askOf(service.env)(head())).status).toBe(204);
    expect((await askOf({ ...service.env, DATA_KEY: randomBytes(32) })(head())).status).toBe(404);
  });

  it("that has changed its key reads what the one before sealed, as long as it knows that", async () => {
    const id = await finished();
    const before = await service.client.getResult(id, "json");
    const changed = { ...service.env, DATA_KEY: randomBytes(32), DATA_KEY_PREVIOUS: service.env.DATA_KEY };
    const ask = askOf(changed);
    expect(await (await ask(get(`/v1/jobs/${id}/result?format=json`))).text()).toBe(before);
    const replayed = await ask(uploadRequest(service, sent));
    expect([replayed.status, (await bodyOf(replayed)).id]).toEqual([202, id]);
    const { id: made } = await bodyOf(await ask(uploadRequest(service, { pdf: pdfOfPages(2) })));
    const { key = "" } = await storedHash(service.redis, `docat:${made}:job`);
    expect(new Vault(changed.DATA_KEY).unwrap(key)).toHaveLength(32);
  });
});

describe("A job at work", () => {
  let store: TestStore;
  let deps: TestPipeline;
  let id: string;
  const key = randomBytes(32);
  beforeEach(async () => {
    store = await openTestStore({ vault: new Vault(key) });
    deps = createTestPipeline(store, { pages: 4, rangePages: 2 });
    id = newJobId();
    await acceptJob(deps, { tenant: "t", name: "a.pdf", bytes: new Uint8Array(8), options: {} }, id);
  });
  afterEach(() => store.close());

  /** The same pipeline over the same database, after the deployment's key was changed. */
  function deployedWith(vault: Vault): TestPipeline {
    const settings = { ttl: timesToLive(DEFAULT_RETENTION), timing: DEFAULT_JOB_TIMING, vault, large: null };
    return {
      ...deps,
      jobs: createRedisJobStore(store.redis, settings),
      documents: createRedisDocumentStore(store.redis, settings),
      results: createRedisResultStore(store.redis, settings),
    };
  }

  const home = async (...firsts: number[]) => {
    await deliver(deps, planOf(id));
    for (const first of firsts) await deliver(deps, extractOf(id, first, 2));
  };

  it.each([
    ["planned", async () => {}, () => planOf(id)],
    ["read", () => home(), () => extractOf(id, 0, 2)],
    ["read to its end", () => home(0), () => extractOf(id, 2, 2)],
    ["put together", () => home(0, 2), () => assembleOf(id)],
  ])("that is to be %s fails at once when its key is gone, and is not tried again", async (_, prepare, message) => {
    await prepare();
    const lost = deployedWith(new Vault(randomBytes(32)));
    expect(await deliver(lost, message())).toBe("failed");
    expect(await recordOf(deps, id)).toMatchObject({ state: "failed", error: { code: "sealed_unreadable" } });
    lost.published.length = 0;
    await store.elapse(store.timing.stallMs * 4);
    expect(await sweep(lost)).toEqual({ due: 0, revived: 0, ended: 0, errors: 0 });
    expect(lost.published).toEqual([]);
  });

  it("goes on where it was when its key was changed in between", async () => {
    await home(0);
    const next = new Vault(randomBytes(32), [key]);
    const changed = deployedWith(next);
    await deliverAll(changed);
    expect((await recordOf(changed, id)).state).toBe("succeeded");
    expect(await textsOfResult(changed, id)).toEqual(["Page 1", "Page 2", "Page 3", "Page 4"]);
  });
});
