/** SinkStore on Upstash Redis: each step is one script over the job's record and what is owed after jobs' ends. */
import type { Redis } from "@upstash/redis";
import { afterMessageSchema, afterName, type SinkMessage } from "../contracts/after-message.ts";
import type { SinkStore } from "../jobs/sink-store.ts";
import { AFTER_GRACE_MS } from "../limits/job-timing.ts";
import { guardStore } from "./guard-store.ts";
import { AFTER_KEY, jobKeys, type TimesToLive } from "./keys.ts";
import { runScript } from "./run-script.ts";
import { OWE_SINK_AGAIN, OWE_SINKS, RECORD_SINK } from "./scripts/sink.ts";

function plain({ resend: _, ...message }: SinkMessage): SinkMessage {
  return message;
}

function parseMessage(text: string): SinkMessage[] {
  const message = afterMessageSchema.parse(JSON.parse(text));
  return message.kind === "sink" ? [message] : [];
}

export function createRedisSinkStore(redis: Redis, ttl: Pick<TimesToLive, "active">): SinkStore {
  const run = <T>(script: string, job: string, args: readonly (string | number)[]) =>
    guardStore(() => runScript<T>(redis, script, [jobKeys(job).job, AFTER_KEY], [ttl.active, AFTER_GRACE_MS, ...args]));

  return {
    async owe(messages) {
      const [first] = messages;
      if (first === undefined) return [];
      const pairs = messages.flatMap((message) => [message.sink, afterName(message)]);
      return (await run<string[]>(OWE_SINKS, first.job_id, pairs)).flatMap(parseMessage);
    },

    async record(message, { state, base, done, error, nextInMs }) {
      const next = nextInMs === null ? null : { ...plain(message), attempt: message.attempt + 1 };
      const value = [state, message.attempt, base, done, error ?? "-"].join(" ");
      const names = [afterName(message), next === null ? "" : afterName(next), nextInMs ?? 0];
      await run<number>(RECORD_SINK, message.job_id, [message.sink, message.attempt, value, ...names]);
      return next;
    },

    async again(message) {
      const begun = afterName({ ...message, attempt: 1 }).slice(0, -"1}".length);
      const attempt = await run<number>(OWE_SINK_AGAIN, message.job_id, [message.sink, begun]);
      return attempt === 0 ? null : { ...message, attempt };
    },
  };
}
