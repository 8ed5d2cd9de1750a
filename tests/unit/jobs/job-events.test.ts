/** The events of a job: what they tell, and that whoever follows a job is told each of them once, wherever its stream is cut. */

import { describe, expect, it } from "vitest";
import { type JobEvent, jobEventSchema } from "../../../lib/contracts/job-event.ts";
import type { PageRange } from "../../../lib/contracts/page-range.ts";
import { toProblem } from "../../../lib/contracts/problem.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { eventStream } from "../../../lib/http/event-stream.ts";
import { eventsAfter, eventsOf } from "../../../lib/jobs/job-events.ts";
import type { JobRecord } from "../../../lib/jobs/job-record.ts";
import type { JobState } from "../../../lib/jobs/job-state.ts";
import type { JobProgress } from "../../../lib/jobs/job-store.ts";
import { HEARTBEAT_MS } from "../../../lib/limits/following.ts";
import { EventReader } from "../../support/event-reader.ts";
import { fc } from "../../support/property.ts";

const id = `job_${"ab".repeat(16)}`;
const other = `job_${"cd".repeat(16)}`;
const at = Date.parse("2026-01-02T03:04:05.000Z");

const queued: JobRecord = {
  id,
  tenant: "t",
  state: "queued",
  epoch: 0,
  options: { pages: "2-" },
  source: { name: "a.pdf", sha256: "0".repeat(64), size_bytes: 4 },
  plan: null,
  created_at: at,
  started_at: null,
  finished_at: null,
  deadline_at: at + 3_600_000,
  error: null,
};

function planned(pages: number, ranges: number): Partial<JobRecord> {
  const plan = { pages_total: pages + 1, pages_selected: pages, ranges, engine: "e", warnings: [] };
  return { plan, state: "running", started_at: at + 1_000 };
}

function moment(record: Partial<JobRecord>, arrivals: readonly PageRange[] = [], worker = id): JobProgress {
  const parts = arrivals.map((range) => ({ range, attempt: "0".repeat(16), pieces: 1 }));
  return { record: { ...queued, ...record }, parts, arrivals, worker, at: at + 3_000, owed: [], stalled: false };
}

const namesOf = (events: readonly JobEvent[]) => events.map(({ event }) => event);

describe("The events of a job", () => {
  const ranges = [
    { first: 5, count: 5 },
    { first: 0, count: 5 },
  ];

  it("tell what happened, in order, and which pages can be read by then", () => {
    const ended = { ...planned(10, 2), state: "succeeded" as const, finished_at: at + 9_000 };
    const events = eventsOf(moment(ended, ranges));
    for (const event of events) expect(jobEventSchema.parse(event)).toEqual({ event: event.event, data: event.data });
    expect(events).toEqual([
      { id: "abababab-0", event: "queued", data: { job: id, created_at: "2026-01-02T03:04:05.000Z" } },
      { id: "abababab-1", event: "planned", data: { job: id, pages_total: 10 } },
      { id: "abababab-2", event: "pages", data: { job: id, pages: "7-11", pages_done: 5, pages_total: 10 } },
      { id: "abababab-3", event: "pages", data: { job: id, pages: "2-6", pages_done: 10, pages_total: 10 } },
      { id: "abababab-4", event: "assembling", data: { job: id, pages_total: 10 } },
      {
        id: "end",
        event: "end",
        data: {
          job: id,
          status: "succeeded",
          finished_at: "2026-01-02T03:04:14.000Z",
          error: null,
          links: { self: `/v1/jobs/${id}`, result: `/v1/jobs/${id}/result` },
        },
      },
    ]);
  });

  it("tell in the newest one how much is left", () => {
    const [, , first, second] = eventsOf(moment(planned(20, 4), ranges));
    expect(first?.data).not.toHaveProperty("seconds_left");
    expect(second?.data).toMatchObject({ pages_done: 10, seconds_left: 2 });
  });

  it("tell why a job failed", () => {
    const error = toProblem(new DocatError("pdf_corrupt"));
    const [, last] = eventsOf(moment({ state: "failed", error, finished_at: at }));
    expect(last).toMatchObject({ id: "end", data: { status: "failed", error, links: { result: null } } });
  });

  it("are all there are for an id that is none of ours", () => {
    const job = moment(planned(10, 2), ranges);
    for (const none of [null, "", "x", "abababab-", "ABABABAB-1", "abababab-1\nid: 2", "9".repeat(10_000)]) {
      expect(eventsAfter(job, none)).toEqual(eventsOf(job));
    }
  });

  it("begin anew with other ids when another job reads the document", () => {
    const before = eventsOf(moment(planned(10, 2), ranges, other));
    const job = moment(planned(10, 2), [], id);
    const events = eventsAfter(job, before.at(-1)?.id ?? "");
    expect(namesOf(events)).toEqual(["queued", "planned"]);
    expect(events.filter((event) => before.some((seen) => seen.id === event.id))).toEqual([]);
    const ended = moment({ state: "failed", error: toProblem(new DocatError("pdf_corrupt")), finished_at: at });
    expect(namesOf(eventsAfter(ended, before.at(-1)?.id ?? ""))).toEqual(["end"]);
  });
});

/** How a job came to its end: its ranges in the order in which they came home, and what it ended as. */
const LIVES = fc
  .record({
    counts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 }),
    order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    home: fc.nat(12),
    end: fc.constantFrom<JobState>("succeeded", "failed", "cancelled"),
  })
  .map(({ counts, order, home, end }) => {
    let first = 0;
    const ranges = counts.map((count) => {
      first += count;
      return { first: first - count, count };
    });
    const shuffled = ranges.map((range, n) => ({ range, by: order[n] ?? 0 })).sort((a, b) => a.by - b.by);
    const arrivals = shuffled.map(({ range }) => range);
    return { pages: first, arrivals: end === "succeeded" ? arrivals : arrivals.slice(0, home), end };
  });

/** Every state in which the job may be found, one after the other. */
function momentsOf({ pages, arrivals, end }: { pages: number; arrivals: readonly PageRange[]; end: JobState }) {
  const running = planned(pages, arrivals.length);
  const home = arrivals.map((_, n) => moment(running, arrivals.slice(0, n + 1)));
  return [moment({}), moment(running), ...home, moment({ ...running, state: end, finished_at: at + 9_000 }, arrivals)];
}

describe("A stream of events", () => {
  const options = { lastId: null, now: () => 0, onError: () => {} };

  it("that is cut at random places tells each event once, and in order, to whoever comes back with the last one", async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 40 });
    const looks = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(LIVES, cuts, looks, async (life, cutAfter, steps) => {
        const moments = momentsOf(life);
        const reader = new EventReader();
        let now = 0;
        let look = 0;
        // The job comes on while nobody is connected, too; and a stream's time is over at some point.
        async function* watch() {
          for (let n = 0; n < 10; n++) {
            yield moments[now] ?? null;
            now = Math.min(moments.length - 1, now + (steps[look++ % steps.length] ?? 1));
          }
        }
        for (let connection = 0; !reader.hasEnded; connection++) {
          expect(connection).toBeLessThan(200);
          const characters = cutAfter[connection] ?? Number.POSITIVE_INFINITY;
          reader.connect();
          let rest = characters;
          for await (const frames of eventStream(watch(), { ...options, lastId: reader.lastId })) {
            reader.read(frames.slice(0, rest));
            rest -= frames.length;
            if (rest <= 0) break;
          }
          // Where no step moves the job on, its life goes on all the same.
          now = Math.min(moments.length - 1, now + 1);
        }
        const all = eventsOf(moments.at(-1) ?? moment({}));
        expect(reader.events.map((event) => event.id)).toEqual(all.map((event) => event.id));
        for (const [n, { data }] of reader.events.entries()) expect(data).toMatchObject({ ...all[n]?.data });
      }),
      { numRuns: 300 },
    );
  });

  it("says that it is alive, and when to come back", async () => {
    let time = 0;
    async function* quiet() {
      yield moment(planned(3, 1));
      for (let n = 0; n < 5; n++) {
        time += HEARTBEAT_MS / 2;
        yield null;
      }
    }
    const frames: string[] = [];
    for await (const frame of eventStream(quiet(), { ...options, now: () => time })) frames.push(frame);
    expect(frames).toEqual([
      "retry: 2000\n\n",
      expect.stringMatching(/^id: abababab-0\nevent: queued\ndata: {.*}\n\nid: abababab-1\n/),
      ": still here\n\n",
      ": still here\n\n",
      "retry: 100\n\n",
    ]);
  });

  it.each([
    [new DocatError("store_unavailable", { retryAfterSeconds: 7 }), "store_unavailable", 7_000],
    [new DocatError("job_unknown"), "job_unknown", 5_000],
    [new Error("a canary"), "internal_error", 5_000],
  ])("tells what fails as an event without an id: %s", async (error, code, retry) => {
    async function* failing() {
      yield moment({});
      throw error;
    }
    const told: unknown[] = [];
    const reader = new EventReader();
    let text = "";
    for await (const frame of eventStream(failing(), { ...options, onError: (each) => told.push(each) })) {
      text += frame;
      reader.read(frame);
    }
    expect(told).toEqual([error]);
    expect(reader.events.map(({ event }) => event)).toEqual(["queued", "problem"]);
    expect(reader.events.at(-1)?.data).toMatchObject({ code });
    expect(reader.lastId).toBe("abababab-0");
    expect(text).toContain(`retry: ${retry}\n`);
    expect(text).not.toContain("canary");
  });
});
