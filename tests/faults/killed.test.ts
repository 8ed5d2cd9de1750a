/** The function server is killed in the middle of a job: its successor brings the same result. */
import { afterEach, describe, expect, it } from "vitest";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { type MortalService, startMortalService } from "./mortal-service.ts";

const TIMEOUT_MS = 240_000;
const PAGES = 5;
const RANGES = { RANGE_PAGES: "2" };

/** Before or after a call of this name has had its effect; the batch that hands the ranges over is the second. */
const MOMENTS = [
  { when: "before", name: "redis:PLAN_JOB", nth: 1 },
  { when: "after", name: "redis:PLAN_JOB", nth: 1 },
  { when: "after", name: "broker:batch", nth: 2 },
  { when: "after", name: "redis:CLAIM_WORK", nth: 1 },
  { when: "before", name: "redis:COMPLETE_RANGE", nth: 1 },
  { when: "after", name: "redis:COMPLETE_RANGE", nth: 1 },
  { when: "before", name: "redis:SUCCEED_JOB", nth: 1 },
  { when: "after", name: "redis:SUCCEED_JOB", nth: 1 },
];

describe("A job whose functions are killed", () => {
  let service: MortalService | undefined;
  afterEach(async () => service?.close());

  it.each(MOMENTS)(
    "$when $name ends with the right result",
    async ({ when, name, nth }) => {
      const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
      let awaited = 0;
      const started = await startMortalService({
        variables: RANGES,
        onSilence: reach,
        decide(call) {
          if (call !== name || awaited === 0) return "pass";
          awaited -= 1;
          if (awaited > 0) return "pass";
          return when === "before" ? "no answer" : "silent after";
        },
      });
      service = started;
      const expected = await finish(started, "json");
      awaited = nth;
      const { id } = await started.client.createJob("killed.pdf", pdfOfPages(PAGES));
      await reached;
      await started.kill();
      await started.revive();
      const job = await started.client.waitForJob(id, TIMEOUT_MS / 2);
      expect(job.error).toBeNull();
      expect(await started.client.getResult(id, "json")).toBe(expected.replace("first.pdf", "killed.pdf"));
    },
    TIMEOUT_MS,
  );

  /** What an undisturbed job of the same document gives. */
  async function finish({ client }: MortalService, format: "json"): Promise<string> {
    const { id } = await client.createJob("first.pdf", pdfOfPages(PAGES));
    await client.waitForJob(id, TIMEOUT_MS / 2);
    return client.getResult(id, format);
  }
});
