/** StageQueue on QStash. */
import { Client } from "@upstash/qstash";
import { deduplicationId, type StageMessage } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import { OUTAGE_RETRY_AFTER_SECONDS, QUEUE_TIMEOUT_MS } from "../limits/limits.ts";
import {
  FAILED_STAGE_PATH,
  FAILED_STAGE_RETRIES,
  FAILED_STAGE_RETRY_DELAY,
  STAGE_POLICIES,
} from "../limits/stage-policies.ts";
import type { StageQueue } from "../pipeline/stage-queue.ts";

export interface QstashSettings {
  readonly url: string;
  readonly token: string;
  /** Where the broker reaches our stages. */
  readonly baseUrl: string;
  /** Lets deliveries through Vercel's deployment protection; sent as a header, never in an address. */
  readonly bypassSecret: string | undefined;
}

/** Headers that the client has no option for. Names that start with `Upstash-` are for the broker itself. */
function extraHeaders(bypassSecret: string | undefined): Record<string, string> {
  const bypass = "x-vercel-protection-bypass";
  return {
    "Upstash-Failure-Callback-Retries": String(FAILED_STAGE_RETRIES),
    "Upstash-Failure-Callback-Retry-Delay": FAILED_STAGE_RETRY_DELAY,
    ...(bypassSecret === undefined
      ? {}
      : { [bypass]: bypassSecret, [`Upstash-Failure-Callback-Forward-${bypass}`]: bypassSecret }),
  };
}

function toRequest(settings: QstashSettings, message: StageMessage) {
  const policy = STAGE_POLICIES[message.kind];
  return {
    url: `${settings.baseUrl}${policy.path}`,
    body: message,
    headers: extraHeaders(settings.bypassSecret),
    retries: policy.retries,
    retryDelay: policy.retryDelay,
    timeout: policy.timeoutSeconds,
    failureCallback: `${settings.baseUrl}${FAILED_STAGE_PATH}`,
    deduplicationId: deduplicationId(message),
    label: message.job_id,
  };
}

/** Rejects after `timeoutMs`; the client takes no signal of ours. What it sent may still arrive. */
async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The broker did not answer in time.")), timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** `devMode` is set to false, or a stray QSTASH_DEV variable would switch address, token and keys. */
export function createQstashStageQueue(settings: QstashSettings): StageQueue {
  const client = new Client({
    baseUrl: settings.url,
    token: settings.token,
    devMode: false,
    enableTelemetry: false,
    retry: { retries: 2, backoff: (attempt) => 100 * 2 ** attempt },
  });
  return {
    async publish(messages) {
      if (messages.length === 0) return;
      try {
        const requests = messages.map((message) => toRequest(settings, message));
        await withDeadline(client.batchJSON(requests), QUEUE_TIMEOUT_MS);
      } catch (error) {
        const cause = new Error(error instanceof Error ? error.name : typeof error);
        throw new DocatError("queue_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS, cause });
      }
    },
  };
}
