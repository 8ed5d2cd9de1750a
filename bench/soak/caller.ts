/** What a careful client does: a request that was cut off, or that was answered "later", is made again, with the same idempotency key. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Job, jobSchema } from "../../lib/contracts/job.ts";

const AGAIN_MS = 250;
/** A minute and a half: a request whose function was killed holds its idempotency key for a minute. */
const MAX_TRIES = 360;

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Caller {
  /** Answers the job's id. */
  submit(bytes: Uint8Array<ArrayBuffer>, idempotencyKey: string): Promise<string>;
  job(id: string): Promise<Job>;
  /** Follows it to its end. Null when it has not come within `timeoutMs`. */
  ended(id: string, timeoutMs: number): Promise<Job | null>;
  ask(method: string, path: string): Promise<Answer>;
  /** Requests in all, and how many had to be made again. */
  readonly tally: { requests: number; again: number };
}

export function createCaller(url: string, apiKey: string): Caller {
  const tally = { requests: 0, again: 0 };
  async function call(path: string, init: RequestInit): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      tally.requests += 1;
      try {
        const headers = { authorization: `Bearer ${apiKey}`, ...init.headers };
        const answer = await fetch(`${url}${path}`, { ...init, headers, signal: AbortSignal.timeout(60_000) });
        const text = await answer.text();
        const isPassing = answer.status >= 500 || answer.status === 429 || text.includes('"request_in_progress"');
        if (!isPassing) return { status: answer.status, text };
        if (tries >= MAX_TRIES) throw new Error(`${path}: ${answer.status} ${text}`);
      } catch (error) {
        if (tries >= MAX_TRIES) throw error;
      }
      tally.again += 1;
      await sleep(AGAIN_MS);
    }
  }
  const ask = (method: string, path: string) => call(path, { method });
  async function job(id: string, query = ""): Promise<Job> {
    const { status, text } = await ask("GET", `/v1/jobs/${id}${query}`);
    if (status !== 200) throw new Error(`${id}: ${status} ${text}`);
    return jobSchema.parse(JSON.parse(text));
  }
  return {
    tally,
    ask,
    job,
    async submit(bytes, idempotencyKey) {
      const form = new FormData();
      form.set("file", new File([bytes], "soak.pdf", { type: "application/pdf" }));
      const headers = { "idempotency-key": idempotencyKey };
      const { status, text } = await call("/v1/jobs", { method: "POST", body: form, headers });
      if (status !== 202) throw new Error(`POST /v1/jobs: ${status} ${text}`);
      return jobSchema.parse(JSON.parse(text)).id;
    },
    async ended(id, timeoutMs) {
      const deadline = Date.now() + timeoutMs;
      while (Date.now() < deadline) {
        const seen = await job(id, "?wait=10");
        if (seen.finished_at !== null) return seen;
      }
      return null;
    },
  };
}
