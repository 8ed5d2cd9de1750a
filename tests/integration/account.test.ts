/** An account over HTTP: what it may have at once, what is told of its use, and that nothing is left of it when it is erased. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { issueKey } from "../../lib/auth/api-key.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import type { LogPage } from "../../lib/contracts/processing-log.ts";
import type { UsageReport } from "../../lib/contracts/usage.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { earlyInAMinute } from "../support/early-in-a-minute.ts";
import { objectPdf } from "../support/object-pdf.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService } from "../support/test-service.ts";

const WINDOWED = { uploads_minute: 5, uploads_hour: 10 };
const PLANS = { crowded: { jobs_at_once: 5 }, paged: { pages_per_day: 5 }, audited: { uploads_minute: 3 } };
const LIMITS = JSON.stringify({ plans: { ...PLANS, windowed: WINDOWED } });

let service: TestService;
/** While it is set no job is worked on. */
let held = false;
/** All that was logged, here and in the functions. */
const lines: string[] = [];
beforeAll(async () => {
  vi.spyOn(console, "log").mockImplementation((...said: unknown[]) => void lines.push(said.join(" ")));
  service = await startTestService({
    variables: { METRICS: "off", LIMITS, RETENTION_RESULT_CACHE_SECONDS: "7200", ACCOUNT_PARALLELISM: "50" },
    intercept: (path) => (held && path === "/api/stages/plan" ? new Response(null, { status: 503 }) : undefined),
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await service.close();
});
afterEach(() => {
  held = false;
});

type Caller = (path: string, init?: RequestInit) => Promise<Response>;

async function callerOf(tenant: string, plan = "unlimited"): Promise<Caller> {
  const text = generateKey("test");
  const store = createRedisApiKeyStore(service.redis, timesToLive(service.services.retention));
  await issueKey(store, text, tenant, { plan });
  return (path, init = {}) =>
    fetch(`${service.platform.url}${path}`, { ...init, headers: { authorization: `Bearer ${text}`, ...init.headers } });
}

/** A document that shares nothing with others, unless it may. */
function send(call: Caller, name: string, pages = 1, shared = false): Promise<Response> {
  const form = new FormData();
  form.set("file", new File([pdfOfPages(pages)], name, { type: "application/pdf" }));
  const headers = shared ? {} : { "cache-control": "no-store" };
  return call("/v1/jobs", { method: "POST", body: form, headers });
}

async function ended(call: Caller, response: Response): Promise<Readonly<Record<string, unknown>>> {
  const { id } = await bodyOf(response);
  for (;;) {
    const job = await bodyOf(await call(`/v1/jobs/${id}`));
    if (job.finished_at !== null) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const statuses = async (responses: readonly Response[]) => {
  const counts = new Map<string, number>();
  for (const response of responses) {
    const name = response.status === 202 ? "202" : `${response.status} ${(await bodyOf(response)).code}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
};

describe("Of 200 requests at once", { timeout: 60_000 }, () => {
  const all = (call: Caller) => Promise.all(Array.from({ length: 200 }, () => send(call, "a.pdf")));

  it("exactly as many make jobs as may be at work; when one has ended there is room for one", async () => {
    held = true;
    const call = await callerOf("acc_crowded", "crowded");
    const responses = await all(call);
    const made = responses.filter(({ status }) => status === 202);
    const [first] = await Promise.all(made.map(async (response) => String((await bodyOf(response.clone())).id)));
    expect(await statuses(responses)).toEqual({ "202": 5, "429 too_many_jobs": 195 });
    expect(await service.redis.keys("docat:job_*:document")).toHaveLength(5);
    expect((await call(`/v1/jobs/${first}/cancel`, { method: "POST" })).status).toBe(200);
    expect((await send(call, "a.pdf")).status).toBe(202);
    expect((await send(call, "a.pdf")).status).toBe(429);
  });

  it("exactly as many bring documents as the narrowest window lets through", async () => {
    held = true;
    const call = await callerOf("acc_windowed", "windowed");
    await earlyInAMinute();
    const counts = await statuses(await all(call));
    // On a machine that has no time for the store, closed is closed: what the windows gave may not have been heard.
    const { "202": made = 0, "429 rate_limited": refused = 0, "503 store_unavailable": unheard = 0 } = counts;
    expect(made).toBeLessThanOrEqual(5);
    expect(made + unheard).toBeGreaterThanOrEqual(5);
    expect(made + refused + unheard).toBe(200);
  });
});

describe("Pages of a day", () => {
  it("are reserved when they are known, so that no two jobs take the same ones; what does not fit fails", async () => {
    const call = await callerOf("acc_paged", "paged");
    const jobs = await Promise.all(
      (await Promise.all([2, 2, 2, 2].map((pages) => send(call, "a.pdf", pages)))).map((made) => ended(call, made)),
    );
    expect(jobs.map(({ status }) => status).sort()).toEqual(["failed", "failed", "succeeded", "succeeded"]);
    const [refused] = jobs.filter(({ status }) => status === "failed");
    expect(refused?.error).toMatchObject({ code: "quota_exceeded", status: 429, retryable: true });
    expect((await ended(call, await send(call, "a.pdf", 1))).status).toBe("succeeded");
    const late = await send(call, "a.pdf", 1);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(late.headers.get("retry-after"))).toBeLessThanOrEqual(86_400);
    expect((await bodyOf(late)).code).toBe("quota_exceeded");
    const usage = (await (await call("/v1/usage")).json()) as UsageReport;
    expect(usage.total).toMatchObject({ jobs: 5, succeeded: 3, failed: 2, pages: 5 });
  });
});

describe("Pages that are read at once", () => {
  it("are charged like a job's, and given back when nothing comes of it", async () => {
    const call = await callerOf("acc_direct", "paged");
    const extract = async (body: Uint8Array<ArrayBuffer>) => {
      const response = await call("/v1/extract", {
        method: "POST",
        headers: { "content-type": "application/pdf" },
        body,
      });
      return response.status === 200 ? "read" : (await bodyOf(response)).code;
    };
    const rejecting = `/v1/extract?security=${encodeURIComponent(JSON.stringify({ javascript: "reject" }))}`;
    const harmful = objectPdf({ catalog: "/OpenAction << /S /JavaScript /JS (canary) >>" });
    const init = { method: "POST", headers: { "content-type": "application/pdf" }, body: harmful };
    expect((await bodyOf(await call(rejecting, init))).code).toBe("document_rejected");
    expect(await Promise.all([3, 3, 3].map((pages) => extract(pdfOfPages(pages))))).toEqual(
      expect.arrayContaining(["read", "quota_exceeded", "quota_exceeded"]),
    );
    expect(await extract(pdfOfPages(2))).toBe("read");
    expect(await extract(pdfOfPages(1))).toBe("quota_exceeded");
    expect((await bodyOf(await send(call, "a.pdf"))).code).toBe("quota_exceeded");
    const usage = (await (await call("/v1/usage")).json()) as UsageReport;
    expect(usage.total).toMatchObject({ jobs: 0, pages: 5 });
  });
});

describe("What an account is told", () => {
  it("is its usage by day and credential: a result that is taken costs no pages", async () => {
    const call = await callerOf("acc_usage");
    await ended(call, await send(call, "a.pdf", 3, true));
    await ended(call, await send(call, "b.pdf", 3, true));
    await ended(call, await send(call, "c.pdf", 2));
    const report = (await (await call("/v1/usage")).json()) as UsageReport;
    expect(report.days).toHaveLength(1);
    const bytes = pdfOfPages(3).byteLength * 2 + pdfOfPages(2).byteLength;
    const sums = { jobs: 3, succeeded: 3, failed: 0, cancelled: 0, cached: 1, pages: 5, bytes };
    expect(report.total).toEqual(sums);
    const [credential = ""] = Object.keys(report.days[0]?.by_credential ?? {});
    expect(credential).toMatch(/^key_/);
    expect(report.days[0]?.by_credential[credential]).toEqual(sums);
  });

  it.each(["since=2026-02-30", "since=x", "since=2026-06-02&until=2026-06-01", "since=2020-01-01&until=2026-01-01"])(
    "is nothing of days that make no sense: %s",
    async (query) => {
      expect((await (await callerOf("acc_usage"))(`/v1/usage?${query}`)).status).toBe(400);
    },
  );

  it("is its processing log, page by page, with the names that nobody else can read", async () => {
    const call = await callerOf("acc_log");
    for (let n = 0; n < 4; n++) await ended(call, await send(call, `canary-${n}.pdf`));
    const broken = {
      method: "POST",
      headers: { "content-type": "application/pdf" },
      body: `%PDF-1.7\n${"x".repeat(200)}`,
    };
    await ended(call, await call("/v1/jobs", broken));
    const seen: LogPage["entries"] = [];
    for (let cursor = ""; ; ) {
      const page = (await (await call(`/v1/logs?limit=2${cursor}`)).json()) as LogPage;
      expect(page.entries.length).toBeLessThanOrEqual(2);
      seen.push(...page.entries);
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(seen.map(({ name }) => name)).toEqual([
      null,
      "canary-3.pdf",
      "canary-2.pdf",
      "canary-1.pdf",
      "canary-0.pdf",
    ]);
    expect(seen[0]).toMatchObject({ status: "failed", error_code: expect.stringMatching(/^pdf_/), pages: null });
    expect(seen[1]).toMatchObject({ status: "succeeded", pages: 1, cached: false, deleted: false, error_code: null });
    const failed = (await (await call("/v1/logs?status=failed")).json()) as LogPage;
    expect(failed.entries.map(({ id }) => id)).toEqual([seen[0]?.id]);
    const since = (await (await call(`/v1/logs?since=${seen[1]?.finished_at}`)).json()) as LogPage;
    expect(since.entries.map(({ id }) => id)).toEqual(seen.slice(0, 2).map(({ id }) => id));
    const until = (await (await call(`/v1/logs?until=${seen[4]?.finished_at}`)).json()) as LogPage;
    expect(until.entries.map(({ id }) => id)).toEqual([seen[4]?.id]);
  });

  it("keeps the entry of a deleted job, and not its file's name", async () => {
    const call = await callerOf("acc_deleted");
    const { id } = await ended(call, await send(call, "canary.pdf"));
    expect((await call(`/v1/jobs/${id}`, { method: "DELETE" })).status).toBe(200);
    const page = (await (await call("/v1/logs")).json()) as LogPage;
    expect(page.entries).toMatchObject([{ id, status: "succeeded", name: null, deleted: true, pages: 1 }]);
  });

  it("is its own alone", async () => {
    const call = await callerOf("acc_nobody");
    expect(await (await call("/v1/logs")).json()).toEqual({ entries: [], next_cursor: null });
    expect(await (await call("/v1/audit")).json()).toEqual({ events: [], next_cursor: null });
    expect((await (await call("/v1/usage")).json()) as UsageReport).toMatchObject({ days: [], total: { jobs: 0 } });
  });
});

describe("The security log of an account", () => {
  it("tells of refused documents, of what was found in others, and of asking too often; the newest first", async () => {
    const call = await callerOf("acc_audit", "audited");
    const type = { "content-type": "application/pdf" };
    const post = (body: string | FormData | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
      call("/v1/jobs", { method: "POST", body, headers });
    expect((await post(`canary ${"x".repeat(200)}`, type)).status).toBe(422);
    const pdf = objectPdf({ catalog: "/OpenAction << /S /JavaScript /JS (canary) >>" });
    expect((await ended(call, await post(pdf, type))).status).toBe("succeeded");
    const form = new FormData();
    form.set("file", new File([pdf], "canary.pdf", { type: "application/pdf" }));
    form.set("options", JSON.stringify({ security: { javascript: "reject" } }));
    const rejected = await ended(call, await post(form));
    expect(rejected.error).toMatchObject({ code: "document_rejected" });
    for (let n = 0; n < 3; n++) expect((await send(call, "a.pdf")).status).toBe(429);
    const page = await bodyOf(await call("/v1/audit"));
    const [actor, network] = [expect.stringMatching(/^key_/) as string, "127.0.0.0/24"];
    const common = { id: expect.stringMatching(/^evt_/) as string, at: expect.any(String) as string, actor };
    const limited = { window: "uploads_minute", limit: 3 };
    const found = { job: expect.stringMatching(/^job_/) as string, javascript: 1 };
    const refused = { job: rejected.id, rejected: "It holds: javascript." };
    expect(page).toEqual({
      events: [
        { ...common, event: "request.rate_limited", network, details: limited },
        { ...common, event: "document.finding", network: null, details: refused },
        { ...common, event: "document.finding", network: null, details: found },
        { ...common, event: "upload.refused", network, details: { code: "not_a_pdf" } },
      ],
      next_cursor: null,
    });
    const first = await bodyOf(await call("/v1/audit?limit=1"));
    const rest = await bodyOf(await call(`/v1/audit?limit=9&cursor=${first.next_cursor}`));
    expect([...(first.events as object[]), ...(rest.events as object[])]).toEqual(page.events);
    const stored = await service.redis.keys("docat:account:*:audit");
    const members = await Promise.all(stored.map((key) => service.redis.zrange(key, 0, -1)));
    expect(JSON.stringify(members)).not.toMatch(/canary|127\.0|not_a_pdf|key_/);
  });
});

describe("An account that is erased", () => {
  it("has to confirm it, ends its jobs, and leaves nothing but counts; asked again it is nobody", async () => {
    await service.platform.idle();
    const before = new Set(await service.redis.keys("*"));
    const call = await callerOf("acc_canary");
    await ended(call, await send(call, "canary.pdf", 2));
    held = true;
    expect((await send(call, "canary.pdf")).status).toBe(202);
    const headers = { "content-type": "application/json" };
    const post = (path: string, body: object) => call(path, { method: "POST", headers, body: JSON.stringify(body) });
    expect((await post("/v1/uploads", { name: "canary.pdf", size_bytes: 1_000 })).status).toBe(201);
    const { id } = await bodyOf(await post("/v1/webhooks", { url: "https://canary.example.com/hook" }));
    expect((await post(`/v1/webhooks/${id}/test`, {})).status).toBe(202);
    const unconfirmed = await call("/v1/account", { method: "DELETE" });
    expect(unconfirmed.status).toBe(409);
    expect(await bodyOf(unconfirmed)).toMatchObject({ code: "confirmation_required", pointer: "Confirm-Account" });
    const erase = () => call("/v1/account", { method: "DELETE", headers: { "confirm-account": "acc_canary" } });
    expect(await bodyOf(await erase())).toEqual({
      complete: true,
      erased: {
        ...{ jobs: 2, uploads: 1, log_entries: 2, usage_days: 1 },
        ...{ security_events: 0, glossaries: 0, keys: 1, users: 0, webhooks: 1 },
      },
    });
    expect((await erase()).status).toBe(401);

    const left = (await service.redis.keys("*")).filter((key) => !before.has(key));
    // Numbers and times under names that tell nothing, for a while: that jobs were deleted, windows, what is too complex.
    const known = /^docat:(job_[0-9a-f]{32}:deleted|rate:\w+:[0-9a-f]{32}:\d+|due|after)$/;
    expect(left.filter((key) => !known.test(key))).toEqual([]);
    expect(lines.join("\n")).toContain("account.erased");
  });
});

describe("The log of the deployment", () => {
  it("has no file's name, no account's name, no key and no address in it, whatever was done here", () => {
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join("\n")).not.toMatch(/canary|acc_|dk_test|127\.0\.0\.1/);
  });
});
