/**
 * Many jobs at once while the wire to a real Redis server breaks, over real sockets, by the real clock: what was accepted
 * ends with the right result. The schedules of the other tests in this folder are finer; this one leaves nothing simulated but the fault.
 */
import { afterEach, expect, it, vi } from "vitest";
import { resultSchema } from "../../lib/contracts/result.ts";
import { breakWire } from "../support/broken-wire.ts";
import { ENGINES } from "../support/engines.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { createRandom } from "../support/random.ts";
import { deliverSigned } from "../support/signed-delivery.ts";
import { keysWithoutTtl } from "../support/stored-keys.ts";
import { startTestService, type TestService, withKey } from "../support/test-service.ts";

const JOBS = 60;
const BREAK_RATE = 0.12;
const RANGE_PAGES = 3;
const TIMEOUT_MS = 240_000;
const SWEEP_EVERY_MS = 1_000;
const seed = Number(process.env.FAULT_SEED ?? 1);

afterEach(() => vi.unstubAllGlobals());

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The job's id, or null when it was not accepted. */
async function upload(service: TestService, pages: number): Promise<string | null> {
  const headers = withKey(service, { "content-type": "application/pdf" });
  const request = { method: "POST", headers, body: pdfOfPages(pages) };
  const response = await fetch(`${service.platform.url}/v1/jobs`, request);
  const body = (await response.json()) as { readonly id?: string };
  expect([202, 500, 503], JSON.stringify(body)).toContain(response.status);
  return response.status === 202 ? (body.id ?? null) : null;
}

async function untilEnded(service: TestService, ids: readonly string[]): Promise<void> {
  const open = new Set(ids);
  while (open.size > 0) {
    await deliverSigned(service, "sweep", { v: 1, kind: "sweep" });
    for (const id of open) if ((await service.client.getJob(id)).finished_at !== null) open.delete(id);
    await sleep(SWEEP_EVERY_MS);
  }
}

it.each(ENGINES)(
  "Jobs end with their results over a breaking wire ($name)",
  async ({ preferServer }) => {
    const variables = { RANGE_PAGES: String(RANGE_PAGES), JOB_LEASE_SECONDS: "2", JOB_STALL_SECONDS: "2" };
    const service = await startTestService({
      preferServer,
      variables: { ...variables, REQUESTS_PER_MINUTE: "1000000" },
    });
    const random = createRandom(seed);
    const wire = breakWire(globalThis.fetch, service.env.redis.url, random, BREAK_RATE);
    vi.stubGlobal("fetch", wire.fetch);
    const sizes = Array.from({ length: JOBS }, (_, n) => 1 + (n % 10));
    const uploads = await Promise.all(sizes.map(async (pages) => ({ pages, id: await upload(service, pages) })));
    await sleep(3 * SWEEP_EVERY_MS);
    wire.mend();
    const accepted = uploads.flatMap(({ pages, id }) => (id === null ? [] : [{ pages, id }]));
    await untilEnded(
      service,
      accepted.map(({ id }) => id),
    );
    expect(accepted.length, `seed ${seed}`).toBeGreaterThan(JOBS / 4);
    expect(wire.broken.size).toBeGreaterThan(4);
    for (const { pages, id } of accepted) {
      const job = await service.client.getJob(id);
      expect(job, `seed ${seed}`).toMatchObject({ status: "succeeded", error: null });
      const result = resultSchema.parse(JSON.parse(await service.client.getResult(id, "json")));
      expect(result.pages.map(({ text }) => text.split(".")[0])).toEqual(
        Array.from({ length: pages }, (_, index) => `Page ${index + 1} of ${pages}`),
      );
    }
    expect(await keysWithoutTtl(service.redis)).toEqual([]);
    await service.close();
  },
  TIMEOUT_MS,
);
