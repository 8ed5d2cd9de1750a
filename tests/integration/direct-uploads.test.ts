/** Documents that go straight to the object store by presigned URLs, and into jobs: nothing of them passes a function on its way in. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type ObjectServer, startObjectServer } from "../../dev/s3/start-object-server.ts";
import { jobSchema } from "../../lib/contracts/job.ts";
import type { UploadView } from "../../lib/contracts/upload.ts";
import { OBJECT_LOOK_MS } from "../../lib/limits/object-limits.ts";
import { acceptJob } from "../../lib/pipeline/accept.ts";
import { cancelJob, deleteJob } from "../../lib/pipeline/end-job.ts";
import { sweep } from "../../lib/pipeline/sweep.ts";
import { sendPartsAndDie } from "../support/part-sender.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { storedKeys } from "../support/stored-keys.ts";
import { storedValue } from "../support/stored-value.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";
import { sha256Of, type UploadClient, uploadClient } from "../support/upload-client.ts";

const MIB = 1_048_576;
const CANARY = "The canary sings in clear. ";

/** A PDF of about so many bytes, most of them a run of words that is looked for later; no two are alike. */
function largePdf(sizeBytes: number, pages = 3): Buffer {
  const pdf = pdfOfPages(pages);
  const ballast = Buffer.alloc(sizeBytes - pdf.length, CANARY);
  return Buffer.concat([
    pdf.subarray(0, 9),
    Buffer.from(`%${Math.random()}`),
    ballast,
    Buffer.from("\n"),
    pdf.subarray(9),
  ]);
}

let server: ObjectServer;
let service: TestService;
let client: UploadClient;
const folder = mkdtempSync(join(tmpdir(), "docat-direct-"));

beforeAll(async () => {
  server = await startObjectServer();
  service = await startTestService({ variables: { ...server.variables, MAX_OBJECT_BYTES: String(64 * MIB) } });
  client = uploadClient(service);
});
afterEach(() => vi.useRealTimers());
afterAll(async () => {
  await service.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

async function put({ part_urls = [], part_bytes }: UploadView, file: Uint8Array, numbers?: readonly number[]) {
  const wanted = part_urls.filter(({ number }) => numbers?.includes(number) ?? true);
  for (const { number, url } of wanted) {
    const body = new Uint8Array(file.subarray((number - 1) * part_bytes, number * part_bytes));
    expect((await fetch(url, { method: "PUT", body })).status).toBe(200);
  }
}

/** Begun, sent and complete. */
async function sent(file: Uint8Array, more: object = {}): Promise<UploadView> {
  const begun = await client.begun({ size_bytes: file.length, ...more });
  await put(begun, file);
  const response = await client.complete(begun.id);
  expect(response.status).toBe(200);
  return client.get(begun.id);
}

async function jobOf(upload_id: string, options: object = {}): Promise<string> {
  const response = await client.makeJob({ upload_id, options });
  expect(response.status).toBe(202);
  const { id } = jobSchema.parse(await response.json());
  const job = await service.client.waitForJob(id, 30_000);
  expect(job.error).toBeNull();
  return id;
}

const nothing = { whole: [], open: [] };
const codeOf = async (response: Response) => [response.status, (await bodyOf(response)).code];
const remove = (path: string) =>
  fetch(`${service.platform.url}${path}`, { method: "DELETE", headers: withKey(service) });

async function dumpOfRedis(): Promise<string> {
  const keys = await storedKeys(service.redis);
  return JSON.stringify(await Promise.all(keys.map((key) => storedValue(service.redis, key))));
}

describe("An upload past the functions", () => {
  it("goes on where its uploader was killed, and becomes a job", async () => {
    const file = largePdf(18 * MIB);
    const path = join(folder, "a.pdf");
    writeFileSync(path, file);
    const begun = await client.begun({ name: "a.pdf", size_bytes: file.length, sha256: sha256Of(file) });
    expect(begun).toMatchObject({ via: "store", part_bytes: 16 * MIB, parts_total: 2, parts_missing: [1, 2] });

    const order = { file: path, partBytes: begun.part_bytes, parts: begun.part_urls ?? [] };
    await sendPartsAndDie({ ...order, stopAfter: 1 });

    const incomplete = await client.complete(begun.id);
    expect(await codeOf(incomplete)).toEqual([409, "upload_incomplete"]);
    const resumed = await client.get(begun.id);
    expect(resumed.parts_missing).toEqual([2]);
    expect(resumed.part_urls?.map(({ number }) => number)).toEqual([2]);
    await put(resumed, file);

    const complete = await client.complete(begun.id);
    expect(await bodyOf(complete)).toMatchObject({
      status: "complete",
      via: "store",
      sha256: sha256Of(file),
      part_urls: [],
    });
    const id = await jobOf(begun.id);
    const text = await service.client.getResult(id, "text");
    for (const page of [1, 2, 3]) expect(text).toContain(`Page ${page} of 3.`);

    // Redis holds the result, and so the document's words, sealed; neither it nor the bucket has a byte run in clear.
    const redis = await dumpOfRedis();
    const objects = await server.dump();
    for (const run of [CANARY, "The quick brown fox", Buffer.from(CANARY).toString("base64").slice(0, 24), "a.pdf"]) {
      expect(redis).not.toContain(run);
      expect(objects.includes(run)).toBe(false);
    }
    expect(objects.length).toBeGreaterThan(file.length);
    expect(await remove(`/v1/jobs/${id}`)).toMatchObject({ status: 200 });
    expect(await server.objects()).toEqual(nothing);
  });

  it("lies sealed and once in the bucket as soon as it is complete", async () => {
    const { id } = await sent(largePdf(10 * MIB));
    const { whole, open } = await server.objects();
    expect([whole.length, open.length]).toEqual([1, 0]);
    expect(whole[0]).toMatch(/\.sealed$/);
    expect((await server.dump()).includes(CANARY)).toBe(false);
    expect((await client.complete(id)).status).toBe(200);
    expect((await remove(`/v1/uploads/${id}`)).status).toBe(204);
    expect(await server.objects()).toEqual(nothing);
  });

  it("of a small file is one part", async () => {
    const file = largePdf(5_000);
    const { id } = await sent(file);
    const job = await jobOf(id, { pages: "2" });
    expect(await service.client.getResult(job, "text")).toContain("Page 2 of 3.");
    await remove(`/v1/jobs/${job}`);
    expect(await server.objects()).toEqual(nothing);
  });

  it("starts over when its bytes are not those that were promised", async () => {
    const right = largePdf(17 * MIB);
    const begun = await client.begun({ size_bytes: right.length, sha256: sha256Of(right) });
    const wrong = Buffer.from(right);
    wrong.write("Wrong", 10 * MIB);
    await put(begun, wrong);
    expect(await codeOf(await client.complete(begun.id))).toEqual([422, "checksum_mismatch"]);
    const again = await client.get(begun.id);
    expect(again).toMatchObject({ status: "open", parts_missing: [1, 2] });
    await put(again, right);
    expect((await client.complete(begun.id)).status).toBe(200);
    await remove(`/v1/uploads/${begun.id}`);
    expect(await server.objects()).toEqual(nothing);
  });

  it("of something that is no PDF leaves nothing", async () => {
    const begun = await client.begun({ size_bytes: 6 * MIB });
    await put(begun, Buffer.alloc(6 * MIB, "no PDF "));
    expect(await codeOf(await client.complete(begun.id))).toEqual([422, "not_a_pdf"]);
    expect(await server.objects()).toEqual(nothing);
    expect((await client.complete(begun.id)).status).toBe(404);
  });

  it("is complete once, however many complete it at once", async () => {
    const file = largePdf(9 * MIB);
    const begun = await client.begun({ size_bytes: file.length });
    await put(begun, file);
    const answers = await Promise.all([1, 2, 3].map(() => client.complete(begun.id)));
    expect(answers.map(({ status }) => status)).toContain(200);
    expect((await client.complete(begun.id)).status).toBe(200);
    const { whole } = await server.objects();
    expect(whole).toHaveLength(1);
    const job = await jobOf(begun.id);
    expect(await service.client.getResult(job, "text")).toContain("Page 3 of 3.");
    await remove(`/v1/jobs/${job}`);
    expect(await server.objects()).toEqual(nothing);
  });

  it("takes no part through the API", async () => {
    const begun = await client.begun({ size_bytes: 6 * MIB });
    expect(await codeOf(await client.put(begun.id, 1, new Uint8Array(4 * MIB)))).toEqual([422, "part_invalid"]);
    await remove(`/v1/uploads/${begun.id}`);
    expect(await server.objects()).toEqual(nothing);
  });

  it("may be as large as an object may, and not larger", async () => {
    expect(await codeOf(await client.begin({ size_bytes: 64 * MIB + 1 }))).toEqual([413, "payload_too_large"]);
    const { id } = await client.begun({ size_bytes: 64 * MIB });
    await remove(`/v1/uploads/${id}`);
  });

  it("goes through the API when its owner wants it so", async () => {
    const file = largePdf(5 * MIB);
    const begun = await client.begun({ size_bytes: file.length, via: "api" });
    expect(begun).toMatchObject({ via: "api", part_bytes: 4 * MIB });
    expect(begun.part_urls).toBeUndefined();
    await client.send(begun, file);
    expect(await server.objects()).toEqual(nothing);
    const job = await jobOf(begun.id);
    expect(await service.client.getResult(job, "text")).toContain("Page 3 of 3.");
  });
});

describe("An object", () => {
  it("stays for as long as one of the jobs that were made of it", async () => {
    const { id } = await sent(largePdf(10 * MIB));
    const [first, second] = [await jobOf(id, { pages: "1" }), await jobOf(id, { pages: "2" })];
    await remove(`/v1/jobs/${first}`);
    await remove(`/v1/uploads/${id}`);
    expect((await server.objects()).whole).toHaveLength(1);
    await remove(`/v1/jobs/${second}`);
    expect(await server.objects()).toEqual(nothing);
  });

  it("stays for a job that takes over from one that is cancelled", async () => {
    const { id, size_bytes: sizeBytes } = await sent(largePdf(10 * MIB));
    const { pipeline } = service.services;
    const about = { sha256: "0".repeat(64), sizeBytes };
    const submission = { tenant: "t", name: null, options: {}, stored: { holder: id, about } };
    // Without a broker both wait, the second for the first.
    const queue = { publish: async () => {}, publishAfter: async () => {}, cancel: async () => {} };
    const deps = { ...pipeline, queue };
    const [leader, follower] = [await acceptJob(deps, submission), await acceptJob(deps, submission)];
    expect(follower.record.leader).toBe(leader.record.id);
    await remove(`/v1/uploads/${id}`);
    await deleteJob(deps, leader.record.id, "t");
    expect((await server.objects()).whole).toHaveLength(1);
    const found = await pipeline.documents.open(follower.record.id);
    expect(found).toMatchObject({ kind: "stored", document: { sizeBytes } });
    await cancelJob(deps, follower.record.id, "t");
    expect(await server.objects()).toEqual(nothing);
  });

  it("that nobody deletes goes in a sweep after its document's time", async () => {
    const { id } = await sent(largePdf(10 * MIB));
    const job = await jobOf(id);
    const begun = await client.begun({ size_bytes: 20 * MIB });
    await put(begun, Buffer.alloc(20 * MIB), [1]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + OBJECT_LOOK_MS + 1_000 });
    await sweep(service.services.pipeline);
    const kept = await server.objects();
    expect([kept.whole.length, kept.open.length]).toEqual([1, 1]);
    // What their times to live do.
    await service.redis.del(`docat:${job}:document`, `docat:${id}:document`, `docat:${begun.id}:upload`);
    vi.setSystemTime(Date.now() + OBJECT_LOOK_MS + 1_000);
    await sweep(service.services.pipeline);
    expect(await server.objects()).toEqual(nothing);
  });
});
