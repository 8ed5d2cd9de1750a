/** The upload protocol tus, spoken by a client that is not ours. */
import { randomBytes } from "node:crypto";
import { Upload } from "tus-js-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobSchema } from "../../lib/contracts/job.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";
import { sha256Of, uploadClient } from "../support/upload-client.ts";

type UploadOptions = NonNullable<ConstructorParameters<typeof Upload>[1]>;

const MIB = 1_048_576;
const VERSION = { "tus-resumable": "1.0.0" };

const pdf = pdfOfPages(2);
const ballast = Buffer.from(`%${randomBytes(3 * MIB).toString("hex")}\n`);
const file = Buffer.concat([pdf.subarray(0, 9), ballast, pdf.subarray(9)]);

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ variables: { MAX_DOCUMENT_BYTES: String(8 * MIB) } });
});
afterAll(() => service.close());

const settings = (): UploadOptions => ({
  endpoint: `${service.platform.url}/v1/tus`,
  headers: withKey(service),
  chunkSize: 2 * MIB,
  retryDelays: null,
  metadata: { filename: "of the browser.pdf" },
});

/** Uploads to the end, or to when `stopAt` bytes are there; resolves to the upload's address. */
function send(options: UploadOptions, stopAt = Number.POSITIVE_INFINITY): Promise<string> {
  return new Promise((resolve, reject) => {
    const done = () => resolve(String(upload.url));
    const upload = new Upload(file, {
      ...options,
      onError: reject,
      onSuccess: done,
      onChunkComplete: (_, accepted) => {
        if (accepted >= stopAt) upload.abort().then(done, reject);
      },
    });
    upload.start();
  });
}

describe("A tus client", () => {
  it("uploads a file in chunks, and a job is made of it", async () => {
    const url = await send(settings());
    const upload_id = url.split("/").at(-1);
    const client = uploadClient(service);
    expect(await client.get(String(upload_id))).toMatchObject({
      status: "complete",
      name: "of the browser.pdf",
      sha256: sha256Of(file),
    });
    const { id } = jobSchema.parse(await (await client.makeJob({ upload_id })).json());
    await service.client.waitForJob(id, 30_000);
    expect(await service.client.getResult(id, "text")).toContain("Page 2 of 2.");
  });

  it("goes on where it was broken off", async () => {
    const url = await send(settings(), 4 * MIB);
    const head = await fetch(url, { method: "HEAD", headers: withKey(service, VERSION) });
    expect(head.headers.get("upload-offset")).toBe(String(4 * MIB));
    const again = await send({ ...settings(), uploadUrl: url });
    expect(again).toBe(url);
    const id = String(url.split("/").at(-1));
    expect(await uploadClient(service).get(id)).toMatchObject({ status: "complete", sha256: sha256Of(file) });
  });

  it("is told what the service can do", async () => {
    const response = await fetch(`${service.platform.url}/v1/tus`, { method: "OPTIONS", headers: VERSION });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "tus-version": "1.0.0",
      "tus-extension": "creation,termination",
      "tus-max-size": String(8 * MIB),
    });
  });
});

describe("What does not fit the protocol is refused", () => {
  const call = (method: string, path: string, headers: Record<string, string>, body?: Uint8Array<ArrayBuffer>) =>
    fetch(`${service.platform.url}${path}`, {
      method,
      headers: withKey(service, { ...VERSION, ...headers }),
      ...(body === undefined ? {} : { body }),
    });
  const chunk = { "content-type": "application/offset+octet-stream", "upload-offset": "0" };

  async function created(): Promise<string> {
    const response = await call("POST", "/v1/tus", { "upload-length": String(2 * MIB) });
    expect(response.status).toBe(201);
    return String(response.headers.get("location"));
  }

  it.each([
    ["another version", { "tus-resumable": "0.2.2", "upload-length": "1000" }, 412, "tus_version_unknown"],
    ["no length", {}, 400, "bad_request"],
    ["a length that is none", { "upload-length": "-1" }, 400, "bad_request"],
    ["a length over the limit", { "upload-length": String(9 * MIB) }, 413, "payload_too_large"],
  ])("%s", async (_, headers, status, code) => {
    const response = await call("POST", "/v1/tus", headers);
    expect([response.status, (await bodyOf(response)).code]).toEqual([status, code]);
  });

  it.each([
    ["a chunk at another place", { ...chunk, "upload-offset": String(MIB) }, MIB, 409, "upload_offset_wrong"],
    ["a chunk that ends within a piece", chunk, MIB + 1, 422, "part_invalid"],
    ["a chunk past the end", chunk, 3 * MIB, 422, "part_invalid"],
    ["an empty chunk", chunk, 0, 422, "part_invalid"],
    ["a chunk of another type", { ...chunk, "content-type": "text/plain" }, MIB, 415, "unsupported_media_type"],
  ])("%s", async (_, headers, size, status, code) => {
    const response = await call("PATCH", await created(), headers, new Uint8Array(size));
    expect([response.status, (await bodyOf(response)).code]).toEqual([status, code]);
  });

  it("an upload that was ended", async () => {
    const path = await created();
    expect((await call("DELETE", path, {})).status).toBe(204);
    expect((await call("HEAD", path, {})).status).toBe(404);
  });
});
