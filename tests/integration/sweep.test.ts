/** The sweep as the broker calls it, the schedule that makes the broker call, and a status request that helps a job on. */
import { Client } from "@upstash/qstash";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sweepScheduleId } from "../../lib/upstash/qstash-sweep-schedule.ts";
import { lostJob, untilStalled } from "../support/lost-job.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { deliverSigned } from "../support/signed-delivery.ts";
import { startTestService, type TestService } from "../support/test-service.ts";

const TIMEOUT_MS = 30_000;
const SWEEP = { v: 1, kind: "sweep" };
const SHORT = { JOB_STALL_SECONDS: "0.1", JOB_LEASE_SECONDS: "0.1" };

describe("A job whose message got lost", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ variables: { RANGE_PAGES: "2", ...SHORT } });
  });
  afterAll(() => service.close());

  it("is found by the sweep, and ends well", async () => {
    const id = await lostJob(service, 5);
    await untilStalled(service, id);
    const response = await deliverSigned(service, "sweep", SWEEP);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ outcome: { due: 1, revived: 1, ended: 0, errors: 0 } });
    await service.platform.idle();
    expect((await service.services.pipeline.jobs.read(id))?.record.state).toBe("succeeded");
    expect(await service.client.getResult(id, "text")).toContain("Page 5 of 5.");
  });

  it("is helped on by whoever asks how far it is", async () => {
    const id = await lostJob(service, 5);
    await untilStalled(service, id);
    expect((await service.client.waitForJob(id, TIMEOUT_MS)).status).toBe("succeeded");
  });
});

describe("A job past its deadline", () => {
  it("is failed by the sweep or by a status request, and its result says so", async () => {
    const service = await startTestService({ variables: { JOB_DEADLINE_SECONDS: "0.1", ...SHORT } });
    const [swept, asked] = [await lostJob(service, 5), await lostJob(service, 5)];
    await untilStalled(service, asked);
    const job = await service.client.getJob(asked);
    expect(job).toMatchObject({ status: "failed", error: { code: "deadline_exceeded", retryable: true } });
    expect(await (await deliverSigned(service, "sweep", SWEEP)).json()).toMatchObject({
      outcome: { due: 1, ended: 1 },
    });
    expect(await service.client.getJob(swept)).toMatchObject({
      status: "failed",
      error: { code: "deadline_exceeded" },
    });
    await expect(service.client.getResult(swept, "text")).rejects.toThrow(/409.*job_failed/);
    await service.close();
  });
});

describe("The schedule of the sweep", () => {
  it("is made with the first job, for this deployment's own address", async () => {
    const service = await startTestService({ variables: { SWEEP_CRON: "7 3 * * *" } });
    const { QSTASH_URL: baseUrl, QSTASH_TOKEN: token } = service.env;
    const { schedules } = new Client({ baseUrl, token, devMode: false, enableTelemetry: false });
    expect(await schedules.list()).toEqual([]);
    for (let n = 0; n < 2; n++) {
      const { id } = await service.client.createJob("a.pdf", pdfOfPages(1));
      await service.client.waitForJob(id, TIMEOUT_MS);
    }
    expect(await schedules.list()).toMatchObject([
      {
        scheduleId: sweepScheduleId(service.env.baseUrl),
        cron: "7 3 * * *",
        destination: `${service.env.baseUrl}/api/stages/sweep`,
      },
    ]);
    await service.close();
  });
});
