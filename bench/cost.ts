/**
 * `node bench/cost.ts [--runs 3]`: what a job of each kind takes: requests to Redis, billed commands, messages, bytes, CPU and
 * memory; and what that costs by public price lists, beside those of others. Counts are of one job each, medians of the runs; the caller asks
 * for the result once and polls for nothing. Needs redis-server and Linux. Exits 1 when a job takes more requests or messages than is promised.
 */
import { parseArgs } from "node:util";
import { listenOnLoopback } from "../dev/http/loopback-listener.ts";
import { createDocatClient } from "../dev/platform/docat-client.ts";
import { startModelServer } from "../tests/support/model-server.ts";
import { startCountedService, type Usage } from "./cost/counted-service.ts";
import { type JobKind, jobKinds, send } from "./cost/kinds.ts";
import { INSTANCE_GB, PEERS, PRICES_OF, priceOf } from "./cost/prices.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "3" } } });
const RUNS = Number(values.runs);

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function medianUsage(usages: readonly Usage[]): Usage {
  const [first] = usages;
  if (first === undefined) throw new Error("There was no run.");
  const names = Object.keys(first) as (keyof Usage)[];
  return Object.fromEntries(
    names.map((name) => [name, median(usages.map((usage) => usage[name]))]),
  ) as unknown as Usage;
}

interface Row {
  readonly kind: JobKind;
  readonly making: Usage;
  readonly reading: Usage;
}

async function measure(): Promise<Row[]> {
  const [receiver, model] = [
    await listenOnLoopback(0, async () => new Response(null, { status: 204 })),
    await startModelServer(),
  ];
  const service = await startCountedService({
    REQUESTS_PER_MINUTE: "1000000",
    OPENAI_COMPATIBLE_URL: model.url,
    OPENAI_COMPATIBLE_MODEL: "local",
    OPENAI_COMPATIBLE_API_KEY: "none",
  });
  const client = createDocatClient(service.url, service.apiKey);
  let mark = 0;
  const once = async (kind: JobKind) => {
    mark += 1;
    if (kind.after !== undefined) {
      const first = await send(client, kind, String(mark));
      await service.take();
      if (kind.seen) {
        await client.getResult(first, "markdown");
        await service.take();
      }
    }
    const id = await send(client, kind, String(mark), kind.after === "the same text" ? "a copy" : "");
    const making = await service.take();
    await client.getResult(id, "markdown");
    return { making, reading: await service.take() };
  };
  const kinds = jobKinds({ receiverUrl: `${receiver.url}/hook` });
  try {
    // Code is loaded, scripts are known.
    for (const kind of kinds) if (kind.pages <= 10) for (let n = 0; n < 3; n++) await once(kind);
    const rows: Row[] = [];
    for (const kind of kinds) {
      const runs: Awaited<ReturnType<typeof once>>[] = [];
      for (let n = 0; n < RUNS; n++) runs.push(await once(kind));
      const making = medianUsage(runs.map((run) => run.making));
      rows.push({ kind, making, reading: medianUsage(runs.map((run) => run.reading)) });
    }
    return rows;
  } finally {
    await service.close();
    await Promise.all([receiver.close(), model.close()]);
  }
}

function print(columns: readonly (string | number)[]): void {
  process.stdout.write(`| ${columns.join(" | ")} |\n`);
}

// Standard output is for the table alone.
console.log = console.error;
const rows = await measure();
print([
  "job",
  "Redis requests",
  "commands",
  "messages",
  "invocations",
  "MB to and from Redis",
  "CPU s",
  "function s",
  "reading it: requests, commands",
  "$ per 1,000 documents",
]);
print(Array.from({ length: 10 }, () => "---"));
for (const { kind, making, reading } of rows) {
  print([
    kind.name,
    making.redisRequests,
    making.redisCommands,
    making.messages,
    making.invocations,
    (making.redisBytes / 1e6).toFixed(2),
    making.cpuSeconds.toFixed(2),
    making.functionSeconds.toFixed(2),
    `${reading.redisRequests}, ${reading.redisCommands}`,
    ((priceOf(making) + priceOf(reading)) * 1_000).toFixed(3),
  ]);
}
process.stdout.write(
  `\nPrices of ${PRICES_OF}, beyond what plans include; an instance has ${INSTANCE_GB} GB, and no two calls share one.\n\n`,
);
print(["others", "$ per 1,000 pages", "source"]);
print(["---", "---", "---"]);
for (const { name, dollarsPerThousandPages, source } of PEERS) print([name, dollarsPerThousandPages, source]);

let isWithin = true;
for (const { kind, making } of rows) {
  const { most } = kind;
  if (most !== undefined && (making.redisRequests > most.redisRequests || making.messages > most.messages)) {
    process.stdout.write(`${kind.name}: more than ${most.redisRequests} requests or ${most.messages} messages\n`);
    isWithin = false;
  }
}
process.exitCode = isWithin ? 0 : 1;
