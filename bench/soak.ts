/**
 * `node bench/soak.ts [--minutes 10] [--rate 2] [--faults 0.05] [--kill 60] [--seed 1] [--log <file>]`: callers at a constant rate, while requests to the store and
 * the broker go wrong, a receiver of webhooks turns some away, and one of two instances is killed now and then; at the end an audit of what was promised. Exits 1 when a promise was broken, a key
 * would live for ever, handles are left open, or (from thirty minutes on) memory grows by a megabyte a minute or more. Needs Linux. All runs on this machine.
 */
import { openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { AFTER_GRACE_MS } from "../lib/limits/job-timing.ts";
import { AFTER_KEY } from "../lib/upstash/keys.ts";
import { createCaller } from "./soak/caller.ts";
import { type SoakedService, startSoakedService } from "./soak/deployment.ts";
import { asNewFile, DOCUMENTS, type Ending, endingOf } from "./soak/documents.ts";
import { type Hooks, startHooks } from "./soak/hooks.ts";
import { type LoadReport, runLoad } from "./soak/load.ts";
import { lookAtRemains } from "./soak/remains.ts";
import { createTrouble, type Trouble } from "./soak/trouble.ts";
import { readVitalSigns, slopeOf, type VitalSigns } from "./soak/vital-signs.ts";

const MAX_SLOPE_MB = 1;
/** Shorter runs are warming up. */
const SLOPE_COUNTS_FROM_MINUTES = 30;
const MAX_MORE_HANDLES = 20;
const SAMPLE_MS = 10_000;
const DOWN_MS = 2_000;
/** A sweep after the last stall. */
const SETTLE_MS = 90_000;

const number = (fallback: string) => ({ type: "string", default: fallback }) as const;
const { values } = parseArgs({
  options: {
    minutes: number("10"),
    rate: number("2"),
    faults: number("0.05"),
    kill: number("60"),
    seed: number("1"),
    log: { type: "string" },
  },
});
const [minutes, rate, faults, killEvery, seed] = [
  values.minutes,
  values.rate,
  values.faults,
  values.kill,
  values.seed,
].map(Number) as [number, number, number, number, number];

/** What an undisturbed job of each document gives; also warms everything up. */
async function undisturbed(service: SoakedService): Promise<Map<string, Ending>> {
  const caller = createCaller(service.url, service.apiKey);
  const endings = new Map<string, Ending>();
  for (const document of DOCUMENTS) {
    const id = await caller.submit(
      asNewFile(document, "undisturbed"),
      `undisturbed-${document.weight}-${document.name.length}`,
    );
    const ending = await endingOf(caller, id, 60_000);
    if (ending === null) throw new Error(`${document.name} does not end, even undisturbed.`);
    endings.set(document.name, ending);
  }
  return endings;
}

async function repeat(everyMs: number, signal: AbortSignal, act: () => void | Promise<void>): Promise<void> {
  for (;;) {
    await sleep(everyMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    await act();
  }
}

/** A webhook whose message got lost is sent when its time is over, and a sweep has come by. */
async function untilAllAreTold({ look }: SoakedService): Promise<void> {
  const until = Date.now() + AFTER_GRACE_MS + 2 * SETTLE_MS;
  while (Number(await look(["ZCARD", AFTER_KEY])) > 0 && Date.now() < until) await sleep(SAMPLE_MS);
}

interface Soaked {
  readonly load: LoadReport;
  readonly signs: readonly VitalSigns[];
  readonly kills: number;
  readonly requests: { readonly requests: number; readonly again: number };
}

async function soak(service: SoakedService, trouble: Trouble): Promise<Soaked> {
  const expected = await undisturbed(service);
  const caller = createCaller(service.url, service.apiKey);
  const over = new AbortController();
  const started = Date.now();
  const signs: VitalSigns[] = [];
  let kills = 0;
  const watching = repeat(SAMPLE_MS, over.signal, () => {
    signs.push(readVitalSigns(service.steady.pid, (Date.now() - started) / 60_000));
  });
  const killing = repeat(killEvery * 1_000, over.signal, async () => {
    kills += 1;
    await service.killOne(DOWN_MS);
  });
  trouble.set(faults);
  const load = await runLoad({ caller, expected, seconds: minutes * 60, perSecond: rate, seed });
  over.abort();
  await Promise.all([watching, killing]);
  trouble.set(0);
  await sleep(SETTLE_MS);
  await untilAllAreTold(service);
  signs.push(readVitalSigns(service.steady.pid, (Date.now() - started) / 60_000));
  return { load, signs, kills, requests: caller.tally };
}

function percentile(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return ((sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN) / 1_000).toFixed(1);
}

const lines: string[] = [];
const print = (name: string, value: string | number) => {
  lines.push(`${name}\t${value}`);
  process.stdout.write(`${name}\t${value}\n`);
};

/** Growth after the first third, which is warming up; without the last, which was at rest. */
function growth(signs: readonly VitalSigns[]) {
  const warm = signs.slice(Math.floor(signs.length / 3), -1);
  const slope = (of: (sign: VitalSigns) => number) => slopeOf(warm.map((sign) => [sign.minute, of(sign)] as const));
  const [first, last] = [warm[0], signs.at(-1)];
  return {
    mbPerMinute: slope(({ residentMb }) => residentMb),
    peakMb: Math.max(...signs.map(({ residentMb }) => residentMb)),
    moreHandles: (last?.handles ?? Number.NaN) - (first?.handles ?? Number.NaN),
  };
}

async function audit(service: SoakedService, hooks: Hooks, { load, signs }: Soaked): Promise<string[]> {
  const faultsFound = [...load.violations, ...hooks.judge(load.ends)];
  const remains = await lookAtRemains(service.look);
  const { mbPerMinute, peakMb, moreHandles } = growth(signs);
  const hold = (isSo: boolean, what: string) => void (isSo || faultsFound.push(what));
  hold(remains.withoutTtl === 0, `${remains.withoutTtl} keys without a time to live`);
  hold(remains.atWork === 0, `${remains.atWork} jobs have not ended: ${remains.odd.join("; ")}`);
  hold(remains.due === 0, `${remains.due} jobs are still to be looked after`);
  hold(remains.afterEnds === 0, `${remains.afterEnds} webhooks are still owed`);
  hold(remains.owed === 0, `${remains.owed} messages are still owed`);
  hold(remains.live === 0, `${remains.live} jobs count as at work in their account`);
  hold(
    remains.usage.jobs === remains.usage.ended,
    `${remains.usage.jobs} jobs were charged, ${remains.usage.ended} ended`,
  );
  hold(!service.steady.diedAlone, "an instance died that nobody killed");
  hold(moreHandles <= MAX_MORE_HANDLES, `${moreHandles} more open handles`);
  hold(
    minutes < SLOPE_COUNTS_FROM_MINUTES || mbPerMinute < MAX_SLOPE_MB,
    `memory grows by ${mbPerMinute.toFixed(2)} MB a minute`,
  );
  print("keys in the store at the end", remains.keys);
  print("keys without a time to live", remains.withoutTtl);
  const { came, taken } = hooks.receiver;
  print(
    "webhooks sent, taken, and jobs whose end was to be told",
    `${came.length}, ${taken.length}, ${load.ends.size}`,
  );
  print("jobs charged, and ended", `${remains.usage.jobs}, ${remains.usage.ended}`);
  print("memory of the instance that lived on", `peak ${peakMb.toFixed(0)} MB, ${mbPerMinute.toFixed(2)} MB a minute`);
  print("open handles, against the end of the warming up", moreHandles);
  return faultsFound;
}

// Standard output is for the table alone.
console.log = console.error;
const trouble = createTrouble(seed);
const service = await startSoakedService(
  trouble.decide,
  values.log === undefined ? "ignore" : openSync(values.log, "w"),
);
const hooks = await startHooks(service.url, service.apiKey, seed);
let violations: string[];
try {
  const soaked = await soak(service, trouble);
  const { load, kills, requests } = soaked;
  const struck = [...trouble.struck.values()].reduce((sum, count) => sum + count, 0);
  print("minutes, jobs a second, seed", `${minutes}, ${rate}, ${seed}`);
  print("callers", [...load.callers].map(([kind, count]) => `${kind} ${count}`).join(", "));
  print("served from the cache", load.cached);
  print("requests of callers, and made again", `${requests.requests}, ${requests.again}`);
  print("requests to store and broker, and gone wrong", `${trouble.requests}, ${struck}`);
  print("how they went wrong", [...trouble.struck].map(([fault, count]) => `${fault} ${count}`).join(", "));
  print("instances killed", kills);
  print("waited for a place", load.waited);
  print("seconds to the result, p50 and p99", `${percentile(load.times, 0.5)}, ${percentile(load.times, 0.99)}`);
  violations = await audit(service, hooks, soaked);
} finally {
  await service.close();
  await hooks[Symbol.asyncDispose]();
}
for (const violation of violations.slice(0, 50)) print("violation", violation);
print("violations", violations.length);
process.exitCode = violations.length === 0 ? 0 : 1;
