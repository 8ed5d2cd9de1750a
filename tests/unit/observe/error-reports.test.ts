/** Reports of errors, as the server gets them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { createJsonLog } from "../../../lib/json-log.ts";
import { MAX_REPORTS_PER_MINUTE } from "../../../lib/limits/observe.ts";
import { createErrorReports, type ErrorReports } from "../../../lib/observe/error-reports.ts";
import { duringWork } from "../../../lib/observe/present-work.ts";
import { reportingLog } from "../../../lib/observe/reporting-log.ts";
import { type SentryServer, startSentryServer } from "../../support/sentry-server.ts";

let server: SentryServer;
let reports: ErrorReports;
let now = 0;
beforeEach(async () => {
  server = await startSentryServer();
  now = 0;
  reports = createErrorReports({ dsn: server.dsn, release: "v7", environment: "production" }, () => now);
});
afterEach(() => server[Symbol.asyncDispose]());

describe("A report", () => {
  it("tells what went wrong and where: code, causes, our stack, request, job, stage and attempt", async () => {
    const log = reportingLog(
      createJsonLog(() => {}),
      reports,
    );
    const error = new DocatError("store_unavailable", { cause: new TypeError("fetch failed") });
    const job = "job_2d749965b53acab56cf4992c436e3990";
    duringWork({ request: "r-1", stage: "plan", job, attempt: 2 }, () => log.error("request.failed", error));
    await reports.flush();
    expect(server.events).toHaveLength(1);
    const [event] = server.events;
    expect(event).toMatchObject({
      release: "v7",
      environment: "production",
      tags: { event: "request.failed", code: "store_unavailable", request: "r-1", stage: "plan", job, attempt: 2 },
      fingerprint: ["request.failed", "store_unavailable"],
    });
    const values = event?.exception.values ?? [];
    expect(values.map(({ type, value }) => [type, value])).toEqual([
      ["TypeError", "fetch failed"],
      ["DocatError", "The store does not answer."],
    ]);
    expect(JSON.stringify(values)).toContain("error-reports.test.ts");
  });

  it("tells no secret of a message, nothing else of the error's object, and nothing of this machine", async () => {
    const error = Object.assign(new Error("GET https://u:canary-1@h.example/x?key=canary-2 failed"), {
      request: { headers: { authorization: "canary-3" } },
    });
    reports.report("link.failed", error, {});
    await reports.flush();
    expect(server.events).toHaveLength(1);
    expect(server.bodies.join("\n")).not.toMatch(/canary|server_name|"contexts"|"user"|"breadcrumbs"|context_line/);
  });

  it("is made of whatever was thrown", async () => {
    reports.report("odd", "canary text", {});
    reports.report("odd", undefined, {});
    await reports.flush();
    expect(server.events).toHaveLength(2);
  });

  it("is one of a few in a minute, and of more in the next", async () => {
    for (let at = 0; at < MAX_REPORTS_PER_MINUTE + 5; at += 1) reports.report(`e-${at}`, new Error(`e-${at}`), {});
    await reports.flush();
    expect(server.events).toHaveLength(MAX_REPORTS_PER_MINUTE);
    now = 60_000;
    reports.report("later", new Error("later"), {});
    await reports.flush();
    expect(server.events).toHaveLength(MAX_REPORTS_PER_MINUTE + 1);
  });

  it("that cannot be delivered harms nobody", async () => {
    const away = createErrorReports({ dsn: "http://public@127.0.0.1:9/42", release: "v7", environment: undefined });
    away.report("e", new Error("e"), {});
    await expect(away.flush()).resolves.toBeUndefined();
  });
});
