/** Results delivered to sinks: by the real messages, to servers that speak the sinks' own protocols. */
import { Index } from "@upstash/vector";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ObjectServer, startObjectServer } from "../../dev/s3/start-object-server.ts";
import { jobSchema } from "../../lib/contracts/job.ts";
import type { SinkDelivery } from "../../lib/contracts/sink.ts";
import { createS3ObjectStore } from "../../lib/s3/s3-object-store.ts";
import { type HasuraServer, startHasuraServer } from "../support/hasura-server.ts";
import { type ModelServer, startModelServer } from "../support/model-server.ts";
import { settingsOf } from "../support/object-store.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";
import { startVectorServer, type VectorServer } from "../support/vector-server.ts";

let hasura: HasuraServer;
let vector: VectorServer;
let model: ModelServer;
let bucket: ObjectServer;
let service: TestService;

beforeAll(async () => {
  [hasura, vector, model, bucket] = [
    await startHasuraServer(),
    await startVectorServer(),
    await startModelServer(),
    await startObjectServer(),
  ];
  const { S3_ENDPOINT = "", S3_BUCKET = "", S3_ACCESS_KEY_ID = "", S3_SECRET_ACCESS_KEY = "" } = bucket.variables;
  service = await startTestService({
    variables: {
      NHOST_GRAPHQL_URL: hasura.url,
      NHOST_ADMIN_SECRET: hasura.secret,
      NHOST_DOCUMENTS_COLUMNS: '{"name":"file_name"}',
      UPSTASH_VECTOR_REST_URL: vector.url,
      UPSTASH_VECTOR_REST_TOKEN: vector.token,
      SINK_S3_ENDPOINT: S3_ENDPOINT,
      SINK_S3_BUCKET: S3_BUCKET,
      SINK_S3_ACCESS_KEY_ID: S3_ACCESS_KEY_ID,
      SINK_S3_SECRET_ACCESS_KEY: S3_SECRET_ACCESS_KEY,
      SINK_RETRY_SECONDS: "1,1",
      OPENAI_COMPATIBLE_URL: model.url,
      OPENAI_COMPATIBLE_MODEL: "local",
      OPENAI_COMPATIBLE_API_KEY: "sk-secret",
      OPENAI_COMPATIBLE_EMBEDDING_MODEL: "local-vectors",
      OLDER_API_ACCOUNT: "acc_older",
    },
  });
});
afterAll(async () => {
  await service.close();
  await Promise.all([hasura.close(), vector.close(), model.close(), bucket.close()]);
});
beforeEach(() => {
  hasura.fail(null);
  hasura.answer = null;
});

async function delivered(options: object, pages = 2): Promise<string> {
  const { id } = await service.client.createJob("tide.pdf", pdfOfPages(pages), options);
  await service.platform.idle();
  return id;
}

async function sinksOf(id: string): Promise<readonly SinkDelivery[]> {
  const answer = await fetch(`${service.platform.url}/v1/jobs/${id}`, { headers: withKey(service) });
  return jobSchema.parse(await answer.json()).sinks ?? [];
}

async function chunksOf(id: string): Promise<readonly { readonly id: string; readonly text: string }[]> {
  const url = `${service.platform.url}/v1/jobs/${id}/result?format=chunks`;
  const lines = (await (await fetch(url, { headers: withKey(service) })).text()).trim().split("\n");
  return lines.map((line) => JSON.parse(line)).filter(({ type }) => type === "chunk");
}

function redeliver(id: string, name: string): Promise<Response> {
  const url = `${service.platform.url}/v1/jobs/${id}/sinks/${name}/redeliver`;
  return fetch(url, { method: "POST", headers: withKey(service) });
}

const chunkRowsOf = (id: string) => [...hasura.chunks.values()].filter((row) => row.document_id === id);

describe("Nhost", () => {
  it("gets a row for the document, and one for each of its chunks", async () => {
    const id = await delivered({ sinks: ["nhost"], user_id: "6f1d2e63-6b1c-4b9a-9d2b-0a4f3f0b8f11" });
    expect(hasura.documents.get(id)).toMatchObject({
      account_id: "acc_development",
      user_id: "6f1d2e63-6b1c-4b9a-9d2b-0a4f3f0b8f11",
      file_name: "tide.pdf",
      pages: 2,
      content: await service.client.getResult(id, "markdown"),
    });
    const chunks = await chunksOf(id);
    expect(chunks.length).toBeGreaterThan(0);
    expect(chunkRowsOf(id).map(({ id: chunk, text }) => ({ id: chunk, text }))).toEqual(
      chunks.map(({ id: chunk, text }) => ({ id: chunk, text })),
    );
    expect(await sinksOf(id)).toMatchObject([{ name: "nhost", state: "delivered", attempts: 1, error: null }]);
  });

  it("has each row once, however often it is delivered", async () => {
    const id = await delivered({ sinks: ["nhost"] });
    const before = structuredClone([hasura.documents.get(id), chunkRowsOf(id)]);
    expect((await redeliver(id, "nhost")).status).toBe(202);
    await service.platform.idle();
    expect([hasura.documents.get(id), chunkRowsOf(id)]).toEqual(before);
    expect(await sinksOf(id)).toMatchObject([{ state: "delivered", attempts: 2 }]);
  });

  it("that is away for a while gets it later, and the job has succeeded all along", async () => {
    hasura.answer = 503;
    const { id } = await service.client.createJob("late.pdf", pdfOfPages(1), { sinks: ["nhost"] });
    expect((await service.client.waitForJob(id, 30_000)).status).toBe("succeeded");
    while ((await sinksOf(id))[0]?.attempts === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await sinksOf(id)).toMatchObject([{ state: "pending", error: "sink_unavailable" }]);
    hasura.answer = null;
    await service.platform.idle();
    expect(await sinksOf(id)).toMatchObject([{ state: "delivered", error: null }]);
    expect(hasura.documents.has(id)).toBe(true);
  });

  it("that stays away fails its delivery, which says so and can be asked for again", async () => {
    hasura.answer = 500;
    const id = await delivered({ sinks: ["nhost"] }, 1);
    expect(await sinksOf(id)).toMatchObject([{ state: "failed", attempts: 3, error: "sink_unavailable" }]);
    expect((await service.client.getJob(id)).status).toBe("succeeded");
    hasura.answer = null;
    const again = await redeliver(id, "nhost");
    expect(jobSchema.parse(await again.json()).sinks).toMatchObject([{ state: "pending" }]);
    await service.platform.idle();
    expect(await sinksOf(id)).toMatchObject([{ state: "delivered" }]);
  });

  it.each([
    ["constraint-violation", "sink_refused", 1],
    ["unexpected", "sink_unavailable", 3],
  ])("that answers with %s ends the delivery as %s after %d attempts", async (code, error, attempts) => {
    hasura.fail(code);
    const id = await delivered({ sinks: ["nhost"] }, 1);
    expect(await sinksOf(id)).toMatchObject([{ state: "failed", error, attempts }]);
  });

  it("is reached from the older API by send_to_nhost, whose job is complete when it is there", async () => {
    hasura.answer = 503;
    const form = new FormData();
    form.set("file", new File([pdfOfPages(1)], "older.pdf", { type: "application/pdf" }));
    for (const [name, value] of [
      ["send_to_nhost", "true"],
      ["upload_device", "mobile"],
    ] as const) {
      form.set(name, value);
    }
    const made = await bodyOf(await fetch(`${service.platform.url}/extract/async`, { method: "POST", body: form }));
    expect(made).toEqual({ job_id: expect.any(String), status: "processing" });
    const id = String(made.job_id);
    const look = async () => bodyOf(await fetch(`${service.platform.url}/job/${id}`));
    while ((await service.services.pipeline.jobs.read(id))?.record.state !== "succeeded") {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await look()).toEqual({ status: "processing", result: null, error: null });
    hasura.answer = null;
    await service.platform.idle();
    expect(await look()).toMatchObject({ status: "completed", error: null });
    expect(hasura.documents.get(id)).toMatchObject({ account_id: "acc_older", upload_device: "mobile" });
  });
});

describe("Upstash Vector", () => {
  const indexOf = () => new Index({ url: vector.url, token: vector.token, enableTelemetry: false });

  it("gets the text of each chunk to embed itself, in the account's own namespace", async () => {
    const id = await delivered({ sinks: ["vector"] });
    const [chunk] = await chunksOf(id);
    const fetched = await indexOf().fetch([`${id}:${chunk?.id}`], {
      includeMetadata: true,
      includeData: true,
      namespace: "acc_development",
    });
    expect(fetched).toMatchObject([{ data: chunk?.text, metadata: { job_id: id, name: "tide.pdf", page_first: 1 } }]);
    expect([...vector.namespaces.keys()]).toEqual(["acc_development"]);
  });

  it("gets the vectors that the job had made", async () => {
    const id = await delivered({ sinks: ["vector"], embed: {} });
    const [chunk] = await chunksOf(id);
    const name = `${id}:${chunk?.id}`;
    const [entry] = await indexOf().fetch([name], { includeVectors: true, namespace: "acc_development" });
    const { vector: base64 = "" } = (chunk ?? {}) as { readonly vector?: string };
    const bytes = Buffer.from(base64, "base64");
    const floats = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
    expect(floats.length).toBeGreaterThan(0);
    expect(entry?.vector).toEqual(floats);
  });
});

describe("A prefix in a bucket", () => {
  it("gets the result as Markdown, JSON and chunks, under the account and the job", async () => {
    const id = await delivered({ sinks: ["s3"] });
    const store = createS3ObjectStore({ ...settingsOf(bucket), prefix: "results/" });
    const read = async (file: string) => {
      const parts: Uint8Array[] = [];
      for await (const bytes of store.stream(`acc_development/${id}/${file}`)) parts.push(bytes);
      return Buffer.concat(parts).toString("utf8");
    };
    expect(await read("document.md")).toBe(await service.client.getResult(id, "markdown"));
    expect(JSON.parse(await read("result.json"))).toEqual(JSON.parse(await service.client.getResult(id, "json")));
    const lines = (await read("chunks.ndjson")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).id)).toEqual((await chunksOf(id)).map((chunk) => chunk.id));
  });
});

describe("Sinks", () => {
  it("stand side by side: one that fails keeps nothing from the others", async () => {
    hasura.fail("constraint-violation");
    const id = await delivered({ sinks: ["nhost", "vector", "s3"] }, 1);
    expect(await sinksOf(id)).toMatchObject([
      { name: "nhost", state: "failed" },
      { name: "vector", state: "delivered" },
      { name: "s3", state: "delivered" },
    ]);
  });

  it("get nothing of a job that has no result", async () => {
    const broken = new Uint8Array(Buffer.from(`%PDF-1.7\n${"nothing ".repeat(40)}`));
    const { id } = await service.client.createJob("broken.pdf", broken, { sinks: ["nhost"] });
    await service.platform.idle();
    expect(await sinksOf(id)).toEqual([{ name: "nhost", state: "skipped", attempts: 0, error: null, at: null }]);
    expect(hasura.documents.has(id)).toBe(false);
    const { status } = await redeliver(id, "nhost");
    expect([409, 422]).toContain(status);
  });

  it("get nothing of a job that is deleted before its turn", async () => {
    hasura.answer = 503;
    const { id } = await service.client.createJob("gone.pdf", pdfOfPages(1), { sinks: ["nhost"] });
    await service.client.waitForJob(id, 30_000);
    await fetch(`${service.platform.url}/v1/jobs/${id}`, { method: "DELETE", headers: withKey(service) });
    hasura.answer = null;
    await service.platform.idle();
    expect(hasura.documents.has(id)).toBe(false);
  });

  it("that the job was not sent with are unknown", async () => {
    const id = await delivered({}, 1);
    expect(await bodyOf(await redeliver(id, "nhost"))).toMatchObject({ status: 404, code: "sink_unknown" });
  });

  it("get a result from the cache as well", async () => {
    const cached = await startTestService({
      variables: {
        UPSTASH_VECTOR_REST_URL: vector.url,
        UPSTASH_VECTOR_REST_TOKEN: vector.token,
        RETENTION_RESULT_CACHE_SECONDS: "600",
      },
    });
    try {
      const first = await cached.client.createJob("a.pdf", pdfOfPages(1));
      await cached.client.waitForJob(first.id, 30_000);
      const second = await cached.client.createJob("a.pdf", pdfOfPages(1), { sinks: ["vector"] });
      expect(second.cached).toBe(true);
      await cached.platform.idle();
      const ids = [...(vector.namespaces.get("acc_development")?.keys() ?? [])];
      expect(ids.some((name) => name.startsWith(second.id))).toBe(true);
    } finally {
      await cached.close();
    }
  });

  it("that a deployment does not have are refused before there is a job", async () => {
    const bare = await startTestService();
    try {
      await expect(bare.client.createJob("a.pdf", pdfOfPages(1), { sinks: ["nhost"] })).rejects.toThrow(
        /422 .*"sink_not_configured"/,
      );
    } finally {
      await bare.close();
    }
  });
});
