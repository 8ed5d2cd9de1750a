/** The audit at the end of a soak finds what it is there for. */
import { afterEach, describe, expect, it } from "vitest";
import { lookAtRemains } from "../../../bench/soak/remains.ts";
import { slopeOf } from "../../../bench/soak/vital-signs.ts";
import { type Backends, startBackends } from "../../../dev/platform/start-backends.ts";
import { AFTER_KEY, accountKey, DUE_KEY, jobKeys, usageKey } from "../../../lib/upstash/keys.ts";

const JOB = `job_${"0".repeat(32)}`;
const ACCOUNT = "a".repeat(32);

let backends: Backends | undefined;
afterEach(async () => {
  await backends?.close();
  backends = undefined;
});

async function remainsAfter(...commands: readonly (readonly string[])[]) {
  backends = await startBackends({ preferServer: false });
  const { KV_REST_API_URL: url = "", KV_REST_API_TOKEN: token = "" } = backends.variables;
  const look = async (command: readonly string[]): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(command) });
    return ((await answer.json()) as { readonly result?: unknown }).result;
  };
  for (const command of commands) await look(command);
  return lookAtRemains(look);
}

describe("What is left after a soak", () => {
  it("is nothing where nothing was done", async () => {
    const none = { keys: 0, withoutTtl: 0, atWork: 0, owed: 0, live: 0, odd: [], due: 0, afterEnds: 0 };
    expect(await remainsAfter()).toEqual({ ...none, usage: { jobs: 0, ended: 0 } });
  });

  it("tells of keys that would live for ever, but not of accounts", async () => {
    const { withoutTtl } = await remainsAfter(
      ["SET", "docat:known:x", "1"],
      ["SET", "docat:known:y", "1", "EX", "60"],
      ["HSET", accountKey("acc_1"), "plan", "free"],
      ["ZADD", `docat:account:${ACCOUNT}:audit`, "1", "event"],
    );
    expect(withoutTtl).toBe(2);
  });

  it("tells of jobs that have not ended, of what is owed, due and at work", async () => {
    const remains = await remainsAfter(
      ["HSET", jobKeys(JOB).job, "state", "running"],
      ["HSET", jobKeys(JOB).outbox, "extract-1-0-2", "{}", "extract-1-2-2", "{}"],
      ["ZADD", DUE_KEY, "1", JOB],
      ["ZADD", AFTER_KEY, "1", "{}"],
      ["ZADD", `docat:account:${ACCOUNT}:live`, "1", JOB],
    );
    expect(remains).toMatchObject({ atWork: 1, owed: 2, due: 1, afterEnds: 1, live: 1 });
  });

  it("holds what was charged against what ended", async () => {
    const day = usageKey(ACCOUNT, "2026-06-01");
    const { usage } = await remainsAfter(["HSET", day, "jobs", "7", "succeeded", "3", "failed", "2", "cancelled", "1"]);
    expect(usage).toEqual({ jobs: 7, ended: 6 });
  });
});

describe("How something grows", () => {
  it("is the slope of the line through the points", () => {
    expect(slopeOf([0, 1, 2, 3].map((minute) => [minute, 100 + 2.5 * minute]))).toBeCloseTo(2.5);
  });

  it("is nothing where ups and downs even out", () => {
    expect(slopeOf([0, 1, 2, 3, 4].map((minute) => [minute, [5, 9, 5, 9, 5][minute] ?? 0]))).toBeCloseTo(0);
  });
});
