/** StageQueue on QStash. */
import { afterDeduplicationId } from "../contracts/after-message.ts";
import { deduplicationId, type StageMessage } from "../contracts/stage-message.ts";
import {
  DEFAULT_ACCOUNT_PARALLELISM,
  FAILED_STAGE_PATH,
  FAILED_STAGE_RETRIES,
  FAILED_STAGE_RETRY_DELAY,
  NOTIFY_STAGE,
  STAGE_POLICIES,
} from "../limits/stage-policies.ts";
import type { Postponed, StageQueue } from "../pipeline/stage-queue.ts";
import { BYPASS_HEADER, createQstashClient, guardQueue, type QstashSettings } from "./qstash-client.ts";

type Carried = Readonly<Record<string, string>>;

/** Headers that come along with a delivery. */
function carriedHeaders({ bypassSecret }: QstashSettings, carried: Carried): Carried {
  return bypassSecret === undefined ? carried : { ...carried, [BYPASS_HEADER]: bypassSecret };
}

/** Headers that the client has no option for. Names that start with `Upstash-` are for the broker itself. */
function extraHeaders(settings: QstashSettings, carried: Carried): Carried {
  const along = carriedHeaders(settings, carried);
  return {
    "Upstash-Failure-Callback-Retries": String(FAILED_STAGE_RETRIES),
    "Upstash-Failure-Callback-Retry-Delay": FAILED_STAGE_RETRY_DELAY,
    ...along,
    ...Object.fromEntries(
      Object.entries(along).map(([name, value]) => [`Upstash-Failure-Callback-Forward-${name}`, value]),
    ),
  };
}

/** Messages of one account that are delivered at once; the rest wait at the broker, and others' go past them. */
function flowOf(account: string | undefined, parallelism: number, suffix = "") {
  return account === undefined ? {} : { flowControl: { key: `docat-${account}${suffix}`, parallelism } };
}

function toRequest(settings: QstashSettings, parallelism: number, message: StageMessage, carried: Carried) {
  const policy = STAGE_POLICIES[message.kind];
  return {
    url: `${settings.baseUrl}${policy.path}`,
    body: message,
    headers: extraHeaders(settings, carried),
    retries: policy.retries,
    retryDelay: policy.retryDelay,
    timeout: policy.timeoutSeconds,
    failureCallback: `${settings.baseUrl}${FAILED_STAGE_PATH}`,
    deduplicationId: deduplicationId(message),
    label: message.job_id,
    ...flowOf(message.account, parallelism),
  };
}

/** A receiver that takes its time keeps no job of its account waiting: what is owed after jobs' ends flows beside them. */
function toAfterRequest(
  settings: QstashSettings,
  parallelism: number,
  { message, afterSeconds = 0 }: Postponed,
  carried: Carried,
) {
  return {
    url: `${settings.baseUrl}${NOTIFY_STAGE.path}`,
    body: message,
    headers: carriedHeaders(settings, carried),
    retries: NOTIFY_STAGE.retries,
    retryDelay: NOTIFY_STAGE.retryDelay,
    timeout: NOTIFY_STAGE.timeoutSeconds,
    deduplicationId: afterDeduplicationId(message),
    ...(afterSeconds > 0 ? { delay: afterSeconds } : {}),
    ...flowOf(message.account, parallelism, `-${message.kind}`),
  };
}

/**
 * Every message of a job at work carries its job's id as a label, by which it can be found and cancelled, and its account's name for flow control: one account's many
 * jobs do not keep another's first one waiting.
 */
export function createQstashStageQueue(
  settings: QstashSettings,
  accountParallelism: number = DEFAULT_ACCOUNT_PARALLELISM,
  {
    onMessages = () => {},
    carried = () => ({}),
  }: {
    /** Hears of messages that are handed over. */
    readonly onMessages?: (count: number) => void;
    /** Headers that go along with whatever is published now. */
    readonly carried?: () => Carried;
  } = {},
): StageQueue {
  const client = createQstashClient(settings);
  return {
    async publish(messages) {
      if (messages.length === 0) return;
      onMessages(messages.length);
      const along = carried();
      await guardQueue(() =>
        client.batchJSON(messages.map((message) => toRequest(settings, accountParallelism, message, along))),
      );
    },
    async publishAfter(messages) {
      if (messages.length === 0) return;
      onMessages(messages.length);
      const along = carried();
      await guardQueue(() =>
        client.batchJSON(messages.map((message) => toAfterRequest(settings, accountParallelism, message, along))),
      );
    },
    async cancel(jobId) {
      // One call is enough: QStash cancels every match and answers when it is done.
      await guardQueue(() => client.messages.cancel({ filter: { label: jobId } }));
    },
  };
}
