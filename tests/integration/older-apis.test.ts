/** The APIs of two older services, as frontends of theirs use them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ variables: { RETENTION_RESULT_CACHE_SECONDS: "600" } });
});
afterAll(() => service.close());

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const NO_PDF = new Uint8Array(Buffer.from("no PDF ".repeat(50)));

function formOf(pdf: Uint8Array<ArrayBuffer>, fields: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  form.set("file", new File([pdf], "a.pdf", { type: "application/pdf" }));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const post = (path: string, body: FormData, headers = withKey(service)) =>
  fetch(`${service.platform.url}${path}`, { method: "POST", headers, body });
const get = (path: string, headers = withKey(service)) => fetch(`${service.platform.url}${path}`, { headers });

/** The answer once `isOver` holds of it. */
async function polled(path: string, isOver: (body: Readonly<Record<string, unknown>>) => boolean) {
  let body: Readonly<Record<string, unknown>> = {};
  await expect
    .poll(
      async () => {
        body = await bodyOf(await get(path));
        return isOver(body);
      },
      { timeout: 30_000, interval: 50 },
    )
    .toBe(true);
  return body;
}

describe("The API of tasks", () => {
  const begin = (pdf: Uint8Array<ArrayBuffer>, fields = {}) => post("/api/v1/pdf/process-async", formOf(pdf, fields));
  const statusOf = (id: unknown) =>
    polled(`/api/v1/pdf/status/${id}`, ({ status }) => status === "SUCCESS" || status === "FAILURE");

  it("makes a task of a PDF and tells its status until there is the result", async () => {
    const response = await begin(pdfOfPages(3), { engine: "pymupdf" });
    expect(response.status).toBe(200);
    const task = await bodyOf(response);
    expect(task).toEqual({ task_id: expect.any(String), status: "PENDING", message: "The task is accepted." });
    const done = await statusOf(task.task_id);
    expect(done).toEqual({
      task_id: task.task_id,
      status: "SUCCESS",
      result: { content: expect.stringContaining("Page 2 of 3.") },
      created_at: expect.stringMatching(TIME),
      started_at: expect.stringMatching(TIME),
      completed_at: expect.stringMatching(TIME),
      error: null,
    });
    const job = await service.client.getJob(String(task.task_id));
    expect(job.options).toEqual({ engine: "pdfium" });
    const times = [done.created_at, done.started_at, done.completed_at];
    expect(times).toEqual([job.created_at, job.started_at, job.finished_at]);
    expect([...times].sort()).toEqual(times);
    expect(await statusOf(task.task_id)).toEqual(done);
    expect((done.result as { content: string }).content).toBe(
      await service.client.getResult(String(task.task_id), "markdown"),
    );
  });

  it("gives the result of a document that was read before at once", async () => {
    const first = await bodyOf(await begin(pdfOfPages(4)));
    await statusOf(first.task_id);
    const response = await begin(pdfOfPages(4));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      cached: true,
      result: { content: expect.stringContaining("Page 4 of 4.") },
    });
  });

  it("takes any name of an engine, and says when there is none of it", async () => {
    const body = await bodyOf(await begin(pdfOfPages(1), { engine: "Marker" }));
    expect(body.message).toBe('The task is accepted. There is no engine "marker" here; it is read by "auto".');
    expect((await service.client.getJob(String(body.task_id))).options).toEqual({});
  });

  it("tells why a document could not be read", async () => {
    const broken = new Uint8Array(Buffer.from(`%PDF-1.7\n${"broken ".repeat(40)}`));
    const { task_id } = await bodyOf(await begin(broken));
    expect(await statusOf(task_id)).toMatchObject({
      status: "FAILURE",
      result: null,
      error: expect.stringMatching(/\.$/),
      completed_at: expect.stringMatching(TIME),
    });
  });

  it("tells of a task that is not there that it was not found", async () => {
    for (const id of ["x", `job_${"0".repeat(32)}`]) {
      const response = await get(`/api/v1/pdf/status/${id}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        task_id: id,
        status: "NOT_FOUND",
        result: null,
        created_at: null,
        started_at: null,
        completed_at: null,
        error: expect.any(String),
      });
    }
  });

  it("tells of a task whose result has expired that it failed, and why", async () => {
    const { task_id } = await bodyOf(await begin(pdfOfPages(7)));
    await statusOf(task_id);
    await service.redis.del(`docat:${task_id}:manifest`);
    expect(await statusOf(task_id)).toMatchObject({
      status: "FAILURE",
      result: null,
      error: "The result has expired.",
    });
  });

  it("lists what became of tasks", async () => {
    const { task_id } = await bodyOf(await begin(pdfOfPages(5)));
    await statusOf(task_id);
    const body = (await (await get("/api/v1/pdf/logs?limit=50")).json()) as { logs: { task_id: string }[] };
    expect(body.logs.find((line) => line.task_id === task_id)).toMatchObject({
      status: "SUCCESS",
      file_name: "a.pdf",
      pages: 5,
      error: null,
      completed_at: expect.stringMatching(TIME),
    });
  });

  it.each([
    ["without a file", () => new FormData(), 400],
    ["of what is no PDF", () => formOf(NO_PDF), 422],
    [
      "of another extension",
      () => {
        const form = new FormData();
        form.set("file", new File([pdfOfPages(1)], "a.exe"));
        return form;
      },
      422,
    ],
  ])("refuses a request %s with a `detail`", async (_, form, status) => {
    const response = await post("/api/v1/pdf/process-async", form());
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/json"]);
    expect(await response.json()).toEqual({ detail: expect.any(String) });
  });

  it("refuses who presents nothing, or too little, with a `detail`", async () => {
    const response = await post("/api/v1/pdf/process-async", formOf(pdfOfPages(1)), {});
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ detail: "The request carries no API key and no token." });
  });
});

describe("The API of extraction", () => {
  const begin = (pdf: Uint8Array<ArrayBuffer>, fields = {}) => post("/extract/async", formOf(pdf, fields));
  const ended = (id: unknown) => polled(`/job/${id}`, ({ status }) => status !== "processing");

  it("makes a job of a PDF and tells its status until there is the result", async () => {
    const user_id = "7b1d2a54-6f0e-4c53-9d70-0d3a0c3f1a11";
    const response = await begin(pdfOfPages(6), { user_id, upload_device: "mobile", send_to_nhost: "false" });
    expect(response.status).toBe(200);
    const made = await bodyOf(response);
    expect(made).toEqual({ job_id: expect.any(String), status: "processing" });
    expect(await ended(made.job_id)).toEqual({
      status: "completed",
      result: { content: expect.stringContaining("Page 6 of 6.") },
      error: null,
    });
    expect(await service.client.getJob(String(made.job_id))).toMatchObject({ user_id, upload_device: "mobile" });
  });

  it("says what of a request it does not do", async () => {
    const fields = { send_to_nhost: "true", user_id: "42", upload_device: "fridge" };
    const { note, job_id } = await bodyOf(await begin(pdfOfPages(8), fields));
    expect(note).toMatch(/^user_id is not kept|^upload_device is not kept/);
    expect(note).toContain("send_to_nhost is ignored");
    const job = await service.client.getJob(String(job_id));
    expect([job.user_id, job.upload_device]).toEqual([undefined, undefined]);
  });

  it("tells of a document that was read before that it is completed", async () => {
    await ended((await bodyOf(await begin(pdfOfPages(9)))).job_id);
    const again = await bodyOf(await begin(pdfOfPages(9)));
    expect(again.status).toBe("completed");
    expect((await ended(again.job_id)).result).toEqual({ content: expect.stringContaining("Page 9 of 9.") });
  });

  it("tells of a job that failed why, and of one that is not there that it was not found", async () => {
    const broken = new Uint8Array(Buffer.from(`%PDF-1.7\n${"damaged ".repeat(40)}`));
    const { job_id } = await bodyOf(await begin(broken));
    expect(await ended(job_id)).toEqual({ status: "failed", result: null, error: expect.stringMatching(/\.$/) });
    const response = await get("/job/x");
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: "Job not found" });
  });

  it("refuses with an `error`", async () => {
    expect(await (await begin(NO_PDF)).json()).toEqual({ error: expect.any(String) });
    expect(await (await get("/job/x", {})).json()).toEqual({ error: "The request carries no API key and no token." });
  });
});

it("The probe of health tells what is well", async () => {
  const response = await get("/health", {});
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: "healthy",
    service: "docat",
    redis: "connected",
    checks: { redis: "connected" },
    timestamp: expect.stringMatching(TIME),
  });
});

describe("Where the deployment names an account for those who present no key", () => {
  let open: TestService;
  beforeAll(async () => {
    const LIMITS = JSON.stringify({ plans: { free: { general_minute: 12 } } });
    open = await startTestService({ variables: { OLDER_API_ACCOUNT: "acc_frontend", LIMITS } });
  });
  afterAll(() => open.close());

  it("they act as that account by the older APIs, and by no other route", async () => {
    const { url } = open.platform;
    const made = await fetch(`${url}/extract/async`, { method: "POST", body: formOf(pdfOfPages(1)) });
    const { job_id } = await bodyOf(made);
    expect((await fetch(`${url}/job/${job_id}`)).status).toBe(200);
    expect((await fetch(`${url}/v1/jobs/${job_id}`)).status).toBe(401);
    expect((await fetch(`${url}/job/${job_id}`, { headers: withKey(open) })).status).toBe(404);
    expect((await fetch(`${url}/job/${job_id}`, { headers: { "x-api-key": "wrong" } })).status).toBe(401);
  });

  it("and are told by a `detail` when that asks too often", async () => {
    const ask = () => fetch(`${open.platform.url}/api/v1/pdf/status/x`);
    let response = await ask();
    for (let n = 0; n < 20 && response.status === 200; n++) response = await ask();
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await response.json()).toEqual({ detail: expect.any(String) });
  });
});
