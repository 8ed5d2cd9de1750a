/**
 * `node bench/load.ts [--mix usual|hostile] [--rate 10] [--seconds 20] [--url http://127.0.0.1:3000]`: requests at a constant rate, to a service of its own or to
 * one that runs on this machine (LOAD_API_KEY is its key). `usual`: three uploads to one look at a job and one at the log; at the end every job must have succeeded.
 * `hostile`: what is refused. Exits 1 when an answer is not as it should be. Times have waiting for a place in them (corrected for coordinated omission).
 */
import autocannon from "autocannon";
import { createDocatClient } from "../dev/platform/docat-client.ts";
import { startPlatform } from "../dev/platform/start-platform.ts";
import { connectionsFor, type LoadOptions, readLoadOptions } from "./load/load-options.ts";
import { hostileMix, type Step, sequenceOf, usualMix } from "./load/mixes.ts";

const REQUEST_SECONDS = 30;
const JOB_MS = 120_000;

/** Counts answers by step, right and wrong. */
function counted(step: Step, wrong: Map<string, number>): autocannon.Request {
  const { onResponse } = step.request;
  return {
    ...step.request,
    onResponse: (status, body, context, headers) => {
      if (!step.expects.includes(status)) {
        const name = `${step.name}: ${status}`;
        wrong.set(name, (wrong.get(name) ?? 0) + 1);
      }
      if (typeof onResponse === "function") onResponse(status, body, context, headers);
    },
  };
}

async function run(options: LoadOptions, url: string, key: string) {
  const jobs: string[] = [];
  const wrong = new Map<string, number>();
  const steps = options.mix === "usual" ? usualMix((id) => jobs.push(id)) : hostileMix();
  const requests = sequenceOf(steps).map((step) => {
    const request = counted(step, wrong);
    return { ...request, headers: { authorization: `Bearer ${key}`, ...request.headers } };
  });
  let connection = 0;
  const result = await autocannon({
    url,
    connections: connectionsFor(options.rate),
    amount: options.rate * options.seconds,
    overallRate: options.rate,
    timeout: REQUEST_SECONDS,
    requests,
    // Each connection begins with another step, so that not all of them send the same at once.
    setupClient: (client) => {
      const first = connection++ % requests.length;
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
    },
  });
  return { result, jobs, wrong };
}

/** How many of the jobs did not succeed. */
async function unsuccessful(url: string, key: string, jobs: readonly string[]): Promise<number> {
  const client = createDocatClient(url, key);
  let count = 0;
  for (const id of jobs) {
    const job = await client.waitForJob(id, JOB_MS);
    if (job.status !== "succeeded") count += 1;
  }
  return count;
}

function report({ mix, rate }: LoadOptions, result: autocannon.Result): void {
  const { latency, requests, errors, timeouts, duration } = result;
  const { p50, p97_5, p99, max } = latency;
  const rows = {
    mix,
    asked: rate,
    reached: Math.round(requests.total / duration),
    requests: requests.total,
    seconds: duration,
    errors,
    timeouts,
    p50,
    p97_5,
    p99,
    max,
  };
  process.stdout.write(`${Object.keys(rows).join("\t")}\n${Object.values(rows).join("\t")}\n`);
  const statuses = Object.entries(result.statusCodeStats ?? {}).map(([status, { count }]) => `${status}: ${count}`);
  process.stdout.write(`${statuses.join(", ")}\n`);
}

const options = readLoadOptions(process.argv.slice(2), process.env.LOAD_API_KEY);
// Standard output is for the table alone.
console.log = console.error;
const variables = {
  REQUESTS_PER_MINUTE: "1000000",
  LIMITS: '{"addresses":{"anonymous_minute":null,"anonymous_hour":null}}',
};
const own = options.target === null ? await startPlatform({ port: 0, variables }) : null;
const { url, key } = options.target ?? { url: own?.url ?? "", key: own?.apiKey ?? "" };
const { result, jobs, wrong } = await run(options, url, key);
report(options, result);
const failed = await unsuccessful(url, key, jobs);
const healthy = (await fetch(`${url}/health`)).ok;
await own?.close();
for (const [name, count] of wrong) process.stdout.write(`wrong\t${name}\t${count}\n`);
process.stdout.write(
  `${jobs.length} jobs, ${failed} without success; ${healthy ? "healthy" : "not healthy"} at the end\n`,
);
process.exitCode = wrong.size + failed + result.errors + result.timeouts === 0 && healthy ? 0 : 1;
