/** Documents that come in parts: over HTTP, in any order, broken off and gone on with, into jobs. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateKey } from "../../lib/auth/key-text.ts";
import { jobSchema } from "../../lib/contracts/job.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";
import { digestOf, sha256Of, type UploadClient, uploadClient } from "../support/upload-client.ts";

const MIB = 1_048_576;

/** A PDF of about so many bytes: what follows its end is of no meaning, and no two are alike. */
function largePdf(sizeBytes: number, pages = 2): Uint8Array {
  const pdf = pdfOfPages(pages);
  const ballast = Buffer.from(`%${randomBytes(Math.max(0, (sizeBytes - pdf.length) / 2)).toString("hex")}\n`);
  return Buffer.concat([pdf.subarray(0, 9), ballast, pdf.subarray(9)]);
}

let service: TestService;
let client: UploadClient;
beforeAll(async () => {
  service = await startTestService({ variables: { MAX_DOCUMENT_BYTES: String(12 * MIB) } });
  client = uploadClient(service);
});
afterAll(() => service.close());

const codeOf = async (response: Response) => (await bodyOf(response)).code;

async function resultOf(upload_id: string): Promise<string> {
  const response = await client.makeJob({ upload_id });
  expect(response.status).toBe(202);
  const { id } = jobSchema.parse(await response.json());
  const job = await service.client.waitForJob(id, 30_000);
  expect(job.error).toBeNull();
  return service.client.getResult(id, "markdown");
}

describe("An upload in parts", () => {
  it("tells what is missing, takes parts in any order and twice, and becomes a job", async () => {
    const file = largePdf(9 * MIB);
    const begun = await client.begun({ name: "../large.pdf", size_bytes: file.length });
    expect(begun).toMatchObject({ status: "open", name: "large.pdf", parts_total: 3, parts_missing: [1, 2, 3] });
    for (const number of [3, 1, 3]) {
      const part = file.subarray((number - 1) * begun.part_bytes, number * begun.part_bytes);
      expect((await client.put(begun.id, number, part)).status).toBe(204);
    }
    const broken = await client.get(begun.id);
    expect(broken.parts_missing).toEqual([2]);
    const incomplete = await client.complete(begun.id);
    expect([incomplete.status, await codeOf(incomplete)]).toEqual([409, "upload_incomplete"]);
    const complete = await client.send(broken, file);
    expect(complete).toMatchObject({ status: "complete", sha256: sha256Of(file), parts_missing: [] });
    expect(await resultOf(begun.id)).toContain("Page 2 of 2.");
  });

  it("makes several jobs, one after the other", async () => {
    const file = largePdf(2 * MIB);
    const { id } = await client.send(await client.begun({ size_bytes: file.length }), file);
    for (const pages of ["1", "2"]) {
      const response = await client.makeJob({ upload_id: id, name: "own.pdf", options: { pages } });
      const job = jobSchema.parse(await response.json());
      expect(job).toMatchObject({ options: { pages }, document: { name: "own.pdf", sha256: sha256Of(file) } });
      await service.client.waitForJob(job.id, 30_000);
      expect(await service.client.getResult(job.id, "text")).toContain(`Page ${pages} of 2.`);
    }
  });

  it("keeps no second copy of what its job has", async () => {
    const file = largePdf(MIB);
    const { id } = await client.send(await client.begun({ size_bytes: file.length }), file);
    expect(await service.redis.exists(`docat:${id}:document`)).toBe(1);
    const job = jobSchema.parse(await (await client.makeJob({ upload_id: id })).json());
    expect(await service.redis.exists(`docat:${id}:document`)).toBe(0);
    await service.client.waitForJob(job.id, 30_000);
    expect(await service.client.getResult(job.id, "text")).toContain("Page 1 of 2.");
  });

  it("needs no bytes of a file that an upload or a job of the same owner holds", async () => {
    const file = largePdf(MIB);
    const known = { size_bytes: file.length, sha256: sha256Of(file).toUpperCase() };
    const head = () =>
      fetch(`${service.platform.url}/v1/files/${sha256Of(file)}`, { method: "HEAD", headers: withKey(service) });
    expect((await head()).status).toBe(404);
    const { id } = await client.send(await client.begun(known), file);
    expect((await head()).status).toBe(204);
    const again = await client.begun({ ...known, name: "again.pdf" });
    expect(again).toMatchObject({ status: "complete", parts_missing: [], name: "again.pdf" });
    await resultOf(id);
    expect((await head()).status).toBe(204);
    expect(await resultOf(again.id)).toContain("Page 2 of 2.");
  });

  it("of the same size and hash is not another owner's to have", async () => {
    const file = largePdf(MIB);
    await client.send(await client.begun({ size_bytes: file.length }), file);
    const stranger = generateKey("test");
    const { issueKey } = await import("../../lib/auth/api-key.ts");
    const { createRedisApiKeyStore } = await import("../../lib/upstash/redis-api-key-store.ts");
    const { createRedisClient } = await import("../../lib/upstash/redis-client.ts");
    const { timesToLive } = await import("../../lib/upstash/keys.ts");
    const store = createRedisApiKeyStore(createRedisClient(service.env.redis), timesToLive(service.services.retention));
    await issueKey(store, stranger, "stranger");
    const other = uploadClient(service, { authorization: `Bearer ${stranger}` });
    const begun = await other.begun({ size_bytes: file.length, sha256: sha256Of(file) });
    expect(begun.status).toBe("open");
    const own = await client.begun({ size_bytes: file.length });
    for (const response of [
      await other.put(own.id, 1, file.subarray(0, own.part_bytes)),
      await other.complete(own.id),
    ]) {
      expect([response.status, await codeOf(response)]).toEqual([404, "upload_unknown"]);
    }
    const job = await other.makeJob({ upload_id: own.id });
    expect([job.status, await codeOf(job)]).toEqual([404, "upload_unknown"]);
  });

  it("that does not have the hash that was said can be sent again", async () => {
    const file = largePdf(MIB);
    const begun = await client.begun({ size_bytes: file.length, sha256: sha256Of(file) });
    const damaged = Buffer.from(file);
    damaged[500_000] = (damaged[500_000] ?? 0) ^ 1;
    await expect(client.send(begun, damaged)).rejects.toThrow("checksum_mismatch");
    expect((await client.get(begun.id)).status).toBe("open");
    await client.put(begun.id, 1, file.subarray(0, begun.part_bytes));
    expect((await client.send(await client.get(begun.id), file)).status).toBe("complete");
  });

  it("that is no PDF is gone", async () => {
    const file = randomBytes(MIB);
    const begun = await client.begun({ size_bytes: file.length });
    await expect(client.send(begun, file)).rejects.toThrow("not_a_pdf");
    const response = await client.complete(begun.id);
    expect([response.status, await codeOf(response)]).toEqual([404, "upload_unknown"]);
  });

  it("takes no part once it is complete, and can be given up", async () => {
    const file = largePdf(MIB);
    const { id, links, part_bytes } = await client.send(await client.begun({ size_bytes: file.length }), file);
    const late = await client.put(id, 1, file.subarray(0, part_bytes));
    expect([late.status, await codeOf(late)]).toEqual([409, "upload_complete"]);
    const remove = () => fetch(`${service.platform.url}${links.self}`, { method: "DELETE", headers: withKey(service) });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
  });
});

describe("What does not fit an upload is refused", () => {
  it.each([
    ["a file over the limit", { size_bytes: 12 * MIB + 1 }, 413, "payload_too_large"],
    ["a file that is too small", { size_bytes: 99 }, 422, "file_too_small"],
    ["a size that is no number", { size_bytes: "9" }, 400, "options_invalid"],
    ["a hash that is none", { size_bytes: 1_000, sha256: "abc" }, 400, "options_invalid"],
    ["a field that nobody knows", { size_bytes: 1_000, part_size: 1 }, 400, "options_invalid"],
  ])("%s", async (_, asked, status, code) => {
    const response = await client.begin(asked);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it.each([
    ["a part with the hash of other bytes", 1, 1_000, digestOf(Buffer.from("other")), 422, "checksum_mismatch"],
    ["a part without a hash", 1, 1_000, "md5=:AAAA:", 400, "bad_request"],
    ["a part that is too short", 1, 999, undefined, 422, "part_invalid"],
    ["a part that is too long", 1, 1_001, undefined, 422, "part_invalid"],
    ["a part beyond a part's size", 1, 4 * MIB + 1, undefined, 413, "payload_too_large"],
    ["a part past the last", 2, 1_000, undefined, 422, "part_invalid"],
    ["part 0", 0, 1_000, undefined, 422, "part_invalid"],
    ["a part by no number", "1e0", 1_000, undefined, 422, "part_invalid"],
  ])("%s", async (_, number, size, digest, status, code) => {
    const { id } = await client.begun({ size_bytes: 1_000 });
    const response = await client.put(id, number, randomBytes(size), digest);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it("a job of an upload that is not complete", async () => {
    const { id } = await client.begun({ size_bytes: 1_000 });
    const response = await client.makeJob({ upload_id: id });
    expect([response.status, await codeOf(response)]).toEqual([409, "upload_incomplete"]);
  });
});
