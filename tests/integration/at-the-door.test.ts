/** What is asked of a document before and when it is opened: its name, its password, what is in it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectPdf } from "../support/object-pdf.ts";
import { encryptedPdf } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";
import { ended, upload, uploaded } from "../support/uploads.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ variables: { RETENTION_RESULT_CACHE_SECONDS: "7200" } });
});
afterAll(() => service.close());

/** All that the store holds, as one text. */
async function dump(): Promise<string> {
  const values: unknown[] = [];
  for (const key of await service.redis.keys("*")) {
    const type = await service.redis.type(key);
    if (type === "hash") values.push(await service.redis.hgetall(key));
    else if (type === "string") values.push(await service.redis.get(key));
    values.push(key);
  }
  return JSON.stringify(values);
}

describe("A document's password", () => {
  const pdf = encryptedPdf(["Secret."], "open sesame");

  it("opens it, and is kept from all who look", async () => {
    const job = await uploaded(service, { pdf, options: { password: "open sesame" } });
    expect(await ended(service, job.id)).toMatchObject({ status: "succeeded", security: { counts: { encrypted: 1 } } });
    expect(await service.client.getResult(job.id, "text")).toContain("Secret.");
    expect(JSON.stringify([job, await ended(service, job.id)])).not.toContain("sesame");
    expect(await service.client.getResult(job.id, "json")).not.toContain("sesame");
    expect(await dump()).not.toContain("sesame");
  });

  it("may be wrong, or missing, whoever opened the same document before", async () => {
    await ended(service, (await uploaded(service, { pdf, options: { password: "open sesame" } })).id);
    const wrong = await uploaded(service, { pdf, options: { password: "close sesame" } });
    expect((await ended(service, wrong.id)).error).toMatchObject({ code: "password_wrong", status: 422 });
    const missing = await uploaded(service, { pdf });
    expect((await ended(service, missing.id)).error).toMatchObject({ code: "password_required", status: 422 });
  });

  it("shares the result with those who have it", async () => {
    await ended(service, (await uploaded(service, { pdf, options: { password: "open sesame" } })).id);
    expect(await uploaded(service, { pdf, options: { password: "open sesame" } })).toMatchObject({ cached: true });
  });

  it("comes with a bare document in a header", async () => {
    const headers = withKey(service, { "content-type": "application/pdf", "docat-password": "open%20sesame" });
    const response = await fetch(`${service.platform.url}/v1/jobs`, { method: "POST", headers, body: pdf });
    expect(response.status).toBe(202);
    expect(await ended(service, String((await bodyOf(response)).id))).toMatchObject({ status: "succeeded" });
  });
});

describe("Who sends a document", () => {
  it("stands in the job, and changes no result", async () => {
    const pdf = objectPdf({ content: "BT /F1 12 Tf 72 700 Td (From somebody.) Tj ET" });
    const first = await uploaded(service, { pdf });
    expect(first).not.toHaveProperty("user_id");
    await ended(service, first.id);
    const sender = { upload_device: "mobile", user_id: "0b9f3c1e-6f0a-4a51-9d5c-2f1f3a9e7b10" };
    const second = await uploaded(service, { pdf, options: sender });
    expect(second).toMatchObject({ ...sender, cached: true, options: {} });
    expect(await dump()).not.toContain(sender.user_id);
  });
});

describe("A document's name", () => {
  it("has no other extension than .pdf", async () => {
    const response = await upload(service, { pdf: objectPdf({}), name: "report.docx" });
    expect(response.status).toBe(422);
    expect(await bodyOf(response)).toMatchObject({ code: "extension_wrong", pointer: "file" });
  });
});

describe("What is in a document", () => {
  const pdf = objectPdf({
    catalog: "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
    content: "BT /F1 12 Tf 72 700 Td (Text.) Tj ET",
  });

  it("is told in its job", async () => {
    const job = await ended(service, (await uploaded(service, { pdf })).id);
    expect(job).toMatchObject({ status: "succeeded", security: { counts: { javascript: 1 } } });
  });

  it("is not told where it is allowed, and ends the job where it is rejected", async () => {
    const allowed = await uploaded(service, { pdf, options: { security: { javascript: "allow" } } });
    expect(await ended(service, allowed.id)).toMatchObject({ status: "succeeded", security: { counts: {} } });
    const rejected = await uploaded(service, { pdf, options: { security: { javascript: "reject" } } });
    const { status, error } = await ended(service, rejected.id);
    expect({ status, error }).toMatchObject({
      status: "failed",
      error: { code: "document_rejected", status: 422, detail: "It holds: javascript." },
    });
  });
});
