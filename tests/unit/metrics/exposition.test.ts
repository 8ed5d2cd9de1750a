/** What is counted, as it is stored and as Prometheus reads it. */
import { describe, expect, it } from "vitest";
import { exposition } from "../../../lib/metrics/exposition.ts";
import { Recorder } from "../../../lib/metrics/recorder.ts";

function told(count: (recorder: Recorder) => void): string[] {
  const recorder = new Recorder(() => 0);
  count(recorder);
  return exposition(new Map(Object.entries(recorder.take()?.added ?? {}))).split("\n");
}

describe("A counter", () => {
  it("adds up, with its labels in the table's order", () => {
    const lines = told((recorder) => {
      recorder.count("docat_http_requests_total", { status: "2xx", function: "v1" });
      recorder.count("docat_http_requests_total", { function: "v1", status: "2xx" }, 2);
    });
    expect(lines).toContain('docat_http_requests_total{function="v1",status="2xx"} 3');
  });

  it("has no more series than the table allows, whatever it is told", () => {
    const lines = told((recorder) => {
      for (let n = 0; n < 1_000; n++)
        recorder.count("docat_jobs_ended_total", { outcome: `x${n}`, code: `"} 1\n# ${n}` });
    });
    expect(lines.filter((line) => line.startsWith("docat_jobs_ended_total"))).toEqual([
      'docat_jobs_ended_total{outcome="other",code="other"} 1000',
    ]);
  });

  it("takes no name that is not there, and nothing that is no number", () => {
    const lines = told((recorder) => {
      recorder.count("docat_nothing_total");
      recorder.count("docat_pages_total", {}, Number.NaN);
      recorder.count("docat_pages_total", {}, -1);
      recorder.observe("docat_job_seconds", Number.POSITIVE_INFINITY);
    });
    expect(lines).toContain("docat_pages_total 0");
    expect(lines).toContain("docat_job_seconds_count 0");
    expect(lines.join()).not.toContain("docat_nothing_total");
  });
});

describe("A histogram", () => {
  it("is stored as one bucket a value, and read with all below each bound", () => {
    const recorder = new Recorder(() => 0);
    for (const value of [0.2, 0.2, 0.7, 5_000]) recorder.observe("docat_job_wait_seconds", value);
    const { added = {} } = recorder.take() ?? {};
    expect(Object.keys(added)).toHaveLength(4);
    const lines = exposition(new Map(Object.entries(added))).split("\n");
    expect(lines.filter((line) => line.startsWith("docat_job_wait_seconds"))).toEqual([
      'docat_job_wait_seconds_bucket{le="0.1"} 0',
      'docat_job_wait_seconds_bucket{le="0.5"} 2',
      'docat_job_wait_seconds_bucket{le="1"} 3',
      'docat_job_wait_seconds_bucket{le="2.5"} 3',
      'docat_job_wait_seconds_bucket{le="5"} 3',
      'docat_job_wait_seconds_bucket{le="10"} 3',
      'docat_job_wait_seconds_bucket{le="30"} 3',
      'docat_job_wait_seconds_bucket{le="60"} 3',
      'docat_job_wait_seconds_bucket{le="300"} 3',
      'docat_job_wait_seconds_bucket{le="900"} 3',
      'docat_job_wait_seconds_bucket{le="3600"} 3',
      'docat_job_wait_seconds_bucket{le="+Inf"} 4',
      "docat_job_wait_seconds_sum 5001.1",
      "docat_job_wait_seconds_count 4",
    ]);
  });
});

describe("What waits", () => {
  it("is taken once, and nothing is taken where nothing waits", () => {
    const recorder = new Recorder(() => 0);
    expect([recorder.untakenMs, recorder.take()]).toEqual([null, null]);
    recorder.sawAccount("acc_1");
    recorder.count("docat_pages_total");
    expect(recorder.take()).toMatchObject({ added: { docat_pages_total: 1 }, accounts: ["acc_1"] });
    expect([recorder.untakenMs, recorder.take()]).toEqual([null, null]);
  });

  it("is due at once where nothing was taken for long, and else when that time has passed", () => {
    let now = 0;
    const recorder = new Recorder(() => now);
    recorder.count("docat_pages_total");
    expect(recorder.untakenMs).toBe(Number.POSITIVE_INFINITY);
    recorder.take();
    now = 3;
    recorder.count("docat_pages_total");
    expect(recorder.untakenMs).toBe(3);
    now = 10;
    expect(recorder.untakenMs).toBe(10);
  });
});
