/**
 * Does what docs/operations.md tells somebody to do who deploys, from the moment on at which the accounts are there: its own commands, against the
 * functions that `vercel build` made, with a Redis endpoint and a broker that speak Upstash's protocols in the accounts' place. Then keys are
 * rotated in the order that the guide gives, each time while a job is under way.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@upstash/qstash";
import { z } from "zod";
import { createDocatClient, type DocatClient } from "../platform/docat-client.ts";
import { startBackends } from "../platform/start-backends.ts";
import { enter, type Filled, type GuideBlock, readGuide } from "./guide.ts";
import { openSite, type Site } from "./site.ts";

type Variables = Readonly<Record<string, string>>;

const JOB_MS = 60_000;
/** A page a range: a job takes several messages, and a redeployment falls between them. */
const MANY_MESSAGES = { RANGE_PAGES: "1" };
const lettersSchema = z.object({ dead_letters: z.array(z.object({ id: z.string() })) });
const rolledSchema = z.object({ current: z.string(), next: z.string() });

function need(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(`docs/operations.md: ${what}`);
}

/** A file that nobody sent before: no result is there yet. */
function freshCopy(file: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([file, Buffer.from(`\n% ${randomUUID()}\n`)]));
}

class Rehearsal {
  readonly root: string;
  readonly site: Site;
  readonly idle: () => Promise<void>;
  variables: Variables;
  readonly #guide: readonly GuideBlock[];
  readonly #entered = new Set<GuideBlock>();

  constructor(
    root: string,
    site: Site,
    accounts: { readonly variables: Variables; readonly idle: () => Promise<void> },
  ) {
    this.root = root;
    this.site = site;
    this.idle = accounts.idle;
    this.variables = { ...accounts.variables, ...MANY_MESSAGES, PUBLIC_BASE_URL: site.url };
    this.#guide = readGuide(root);
  }

  variable(name: string): string {
    return this.variables[name] ?? "";
  }

  /** The guide's commands of a chapter, with what it leaves to its reader. */
  async enter(chapter: string, at: number, filled: Filled = {}): Promise<string> {
    const block = this.#guide.filter((each) => each.chapter === chapter)[at];
    if (block === undefined) throw new Error(`docs/operations.md has no commands number ${at} under ${chapter}.`);
    this.#entered.add(block);
    const names = { api: this.site.url, key: this.variable("ADMIN_API_KEY") };
    const output = await enter(this.root, block, { ...names, auth: `Authorization: Bearer ${names.key}`, ...filled });
    console.error(`${chapter}: ${block.lines.length} lines, as it says`);
    return output;
  }

  /** Nothing of the guide is left out. */
  requireAll(): void {
    const left = this.#guide.filter((block) => !this.#entered.has(block));
    need(left.length === 0, `commands under ${left.map(({ chapter }) => chapter)} were not tried`);
  }

  ask(path: string, key = this.variable("ADMIN_API_KEY")): Promise<Response> {
    return fetch(`${this.site.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  }

  async status(path: string, key?: string): Promise<number> {
    return (await this.ask(path, key)).status;
  }

  /** _Change_: the variables, and a redeployment. */
  async change(variables: Variables): Promise<void> {
    this.variables = { ...this.variables, ...variables };
    await this.site.deploy(this.variables);
  }

  get client(): DocatClient {
    return createDocatClient(this.site.url, this.variable("ADMIN_API_KEY"));
  }

  /** A job that is under way while something is done ends well. */
  async during(what: string, act: () => Promise<unknown>): Promise<string> {
    const sample = readFileSync(join(this.root, "examples/sample.pdf"));
    const { id } = await this.client.createJob("sample.pdf", freshCopy(sample));
    await act();
    const job = await this.client.waitForJob(id, JOB_MS);
    need(job.status === "succeeded", `while ${what} a job ended as ${job.status} (${job.error?.code})`);
    console.error(`${what}: a job under way ended well`);
    return id;
  }
}

async function deploy(rehearsal: Rehearsal): Promise<void> {
  await rehearsal.site.deploy({});
  need((await rehearsal.status("/health")) === 500, "without variables /health is not 500");
  const [dataKey = "", adminKey = ""] = (await rehearsal.enter("Deploy", 0)).split("\n");
  await rehearsal.change({ DATA_KEY: dataKey, ADMIN_API_KEY: adminKey });
  await rehearsal.enter("Deploy", 1);
  await rehearsal.enter("Deploy", 2);
  await rehearsal.enter("Alerts", 0);
}

async function replayLetters(rehearsal: Rehearsal): Promise<void> {
  const { QSTASH_URL: baseUrl = "", QSTASH_TOKEN: token = "" } = rehearsal.variables;
  const client = new Client({ baseUrl, token, devMode: false, enableTelemetry: false });
  await client.publishJSON({ url: `${rehearsal.site.url}/api/stages/plan`, body: { no: "message of ours" } });
  await rehearsal.idle();
  const letters = async () => lettersSchema.parse(await (await rehearsal.ask("/v1/dead-letters")).json()).dead_letters;
  const [letter] = await letters();
  need(letter !== undefined, "a message that was given up is not among the dead letters");
  await rehearsal.enter("Replay dead letters", 0, { letter: letter.id });
  need((await letters()).length === 0, "a dead letter that was thrown away is still there");
}

async function rollSigningKeys(rehearsal: Rehearsal): Promise<void> {
  const { QSTASH_URL: url = "", QSTASH_TOKEN: token = "" } = rehearsal.variables;
  let rolled = { current: "", next: "" };
  await rehearsal.during("QStash's signing keys are rolled", async () => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/v2/keys/rotate`, { method: "POST", headers });
    rolled = rolledSchema.parse(await answer.json());
  });
  await rehearsal.during("their variables are changed", () =>
    rehearsal.change({ QSTASH_CURRENT_SIGNING_KEY: rolled.current, QSTASH_NEXT_SIGNING_KEY: rolled.next }),
  );
}

async function changeKeys(rehearsal: Rehearsal): Promise<void> {
  const [dataKey = "", adminKey = ""] = (await rehearsal.enter("Deploy", 0)).split("\n");
  const before = await rehearsal.during("nothing is done", async () => {});
  await rehearsal.during("DATA_KEY is changed", () =>
    rehearsal.change({ DATA_KEY: dataKey, DATA_KEY_PREVIOUS: rehearsal.variable("DATA_KEY") }),
  );
  need((await rehearsal.status(`/v1/jobs/${before}/result`)) === 200, "a result from before DATA_KEY cannot be read");
  const former = rehearsal.variable("ADMIN_API_KEY");
  await rehearsal.change({ ADMIN_API_KEY: adminKey });
  need((await rehearsal.status("/v1/jobs", former)) === 401, "the former ADMIN_API_KEY still counts");
  need((await rehearsal.status("/v1/jobs")) === 200, "the new ADMIN_API_KEY does not count");
}

/** Needs what `vercel build` made. Throws at the first thing that is otherwise than the guide says. */
export async function rehearse(root: string): Promise<void> {
  const backends = await startBackends({ redisUrl: process.env.REDIS_URL });
  const site = await openSite(root);
  try {
    const given = Object.entries(backends.variables).filter(([name]) => /^(KV|QSTASH)_/.test(name));
    const accounts = { variables: Object.fromEntries(given), idle: backends.idle };
    const rehearsal = new Rehearsal(root, site, accounts);
    await deploy(rehearsal);
    await replayLetters(rehearsal);
    await rollSigningKeys(rehearsal);
    await changeKeys(rehearsal);
    rehearsal.requireAll();
  } finally {
    await site[Symbol.asyncDispose]();
    await backends.close();
  }
}
