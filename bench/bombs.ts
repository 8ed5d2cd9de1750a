/**
 * `node bench/bombs.ts [SECONDS] [JOBS_PER_SECOND] [ROUNDS]`: honest jobs at a constant rate through the local platform, by turns without
 * and with one bomb in twenty. Every file is another one, so that neither the cache nor the quarantine helps. Prints, for each
 * round, what became of the jobs and how long the honest ones took from the request to the end of the job; then the
 * medians of the rounds. Everything runs on this machine: load generator, functions, Redis and broker.
 */
import { doubleFlateBomb, formBomb, honestPage, operatorBomb, pageTreeBomb } from "../dev/bomb-writer.ts";
import { setText, writePdf } from "../dev/pdf-writer.ts";
import { createDocatClient, type DocatClient } from "../dev/platform/docat-client.ts";
import { type Platform, startPlatform } from "../dev/platform/start-platform.ts";

const [SECONDS, RATE, ROUNDS] = [20, 4, 3].map((fallback, at) => Number(process.argv[2 + at] ?? fallback)) as [
  number,
  number,
  number,
];
const PAGES = 10;
const LINES = 40;
/** One job in this many is a bomb. */
const BOMB_EVERY = 20;
const TIMEOUT_MS = 180_000;

let salt = 0;
function nextSalt(): string {
  salt += 1;
  return `${process.pid}-${salt}`;
}

function honestDocument(): Uint8Array<ArrayBuffer> {
  const mark = nextSalt();
  const page = (number: number) =>
    Array.from({ length: LINES }, (_, row) =>
      setText("Helvetica", 11, 72, 720 - row * 16, `Line ${row} of page ${number} of document ${mark}, an honest one.`),
    ).join("");
  return writePdf({ pages: Array.from({ length: PAGES }, (_, n) => ({ content: page(n + 1) })) });
}

/** Of a fixed length, so that it can be written over in a finished file. */
const BLANK_SALT = "0".repeat(16);

/** The sizes at which these are known to defeat readers; making one takes longer than sending it, so each is made once. */
const BOMBS = [
  formBomb(9, 10, BLANK_SALT),
  operatorBomb("q ", 50, BLANK_SALT),
  doubleFlateBomb(1_000, BLANK_SALT),
  pageTreeBomb(9, 10, BLANK_SALT),
  operatorBomb("1 0 0 1 9 9 Tm (a) Tj ", 50, BLANK_SALT),
  operatorBomb("q Q ", 50, BLANK_SALT),
];

function bombOf(count: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(BOMBS[count % BOMBS.length] ?? []);
  const at = Buffer.from(copy.buffer).indexOf(BLANK_SALT);
  copy.set(Buffer.from(nextSalt().padStart(BLANK_SALT.length, "x").slice(-BLANK_SALT.length), "latin1"), at);
  return copy;
}

interface Round {
  readonly honest: number;
  readonly succeeded: number;
  readonly bombs: number;
  /** What became of the bombs, by code. */
  readonly ends: Map<string, number>;
  readonly p50: number;
  readonly p99: number;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let sent = 0;

/** The same document, but one that the service has not seen: it would neither read twice nor try a bomb again. */
function asNew(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  sent += 1;
  return new Uint8Array(Buffer.concat([bytes, Buffer.from(`\n% ${sent}\n`)]));
}

async function convert(client: DocatClient, bytes: Uint8Array<ArrayBuffer>) {
  const started = performance.now();
  const created = await client.createJob("load.pdf", asNew(bytes));
  const job = await client.waitForJob(created.id, TIMEOUT_MS);
  return { code: job.error?.code ?? job.status, ms: performance.now() - started };
}

/** Sends at fixed times, whether the answers have come or not: a slow service does not lower the load. */
async function runRound(client: DocatClient, withBombs: boolean): Promise<Round> {
  const honest: Promise<{ readonly code: string; readonly ms: number }>[] = [];
  const bombs: Promise<{ readonly code: string }>[] = [];
  const started = performance.now();
  for (let n = 0; n < SECONDS * RATE; n++) {
    await wait(started + (n * 1000) / RATE - performance.now());
    const isBomb = withBombs && n % BOMB_EVERY === BOMB_EVERY / 2;
    if (isBomb) bombs.push(convert(client, bombOf(bombs.length)));
    else honest.push(convert(client, honestDocument()));
  }
  const [done, ended] = [await Promise.all(honest), await Promise.all(bombs)];
  const times = done.map(({ ms }) => ms).sort((a, b) => a - b);
  const ends = new Map<string, number>();
  for (const { code } of ended) ends.set(code, (ends.get(code) ?? 0) + 1);
  const succeeded = done.filter(({ code }) => code === "succeeded").length;
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  return { honest: done.length, succeeded, bombs: ended.length, ends, p50, p99 };
}

function print(name: string, round: Round): void {
  const ends = [...round.ends].map(([code, count]) => `${code} ${count}`).join(", ");
  const columns = [name, round.honest, round.succeeded, round.p50.toFixed(0), round.p99.toFixed(0), round.bombs, ends];
  process.stdout.write(`${columns.join("\t")}\n`);
}

function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

async function compare(platform: Platform): Promise<boolean> {
  const client = createDocatClient(platform.url, platform.apiKey);
  await convert(client, honestPage(nextSalt()));
  const [without, withBombs]: [Round[], Round[]] = [[], []];
  process.stdout.write("round\thonest\tsucceeded\tp50 ms\tp99 ms\tbombs\tends of the bombs\n");
  for (let n = 0; n < ROUNDS; n++) {
    const calm = await runRound(client, false);
    print("without", calm);
    without.push(calm);
    const bombed = await runRound(client, true);
    print("with", bombed);
    withBombs.push(bombed);
  }
  const [calm, bombed] = [without, withBombs].map((rounds) => median(rounds.map(({ p99 }) => p99))) as [number, number];
  process.stdout.write(`p99 with bombs is ${(bombed / calm).toFixed(2)} times p99 without (medians of ${ROUNDS})\n`);
  return [...without, ...withBombs].every(({ honest, succeeded }) => honest === succeeded);
}

// Standard output is for the table alone.
console.log = console.error;
const platform = await startPlatform({
  port: 0,
  redisUrl: process.env.REDIS_URL,
  variables: { REQUESTS_PER_MINUTE: "1000000", SWEEP_CRON: "off" },
});
const allSucceeded = await compare(platform);
await platform.close();
if (!allSucceeded) process.stdout.write("An honest job did not succeed.\n");
process.exitCode = allSucceeded ? 0 : 1;
