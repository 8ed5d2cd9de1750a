/** The QStash client as all adapters use it: with its traps switched off, a deadline on each call, and our errors. */
import { Client } from "@upstash/qstash";
import { DocatError } from "../errors/docat-error.ts";
import { OUTAGE_RETRY_AFTER_SECONDS, QUEUE_TIMEOUT_MS } from "../limits/limits.ts";

export interface QstashSettings {
  readonly url: string;
  readonly token: string;
  /** Where the broker reaches our stages. */
  readonly baseUrl: string;
  /** Lets deliveries through Vercel's deployment protection; sent as a header, never in an address. */
  readonly bypassSecret: string | undefined;
}

/** The header that lets a delivery through Vercel's deployment protection. */
export const BYPASS_HEADER = "x-vercel-protection-bypass";

/** `devMode` is set to false, or a stray QSTASH_DEV variable would switch address, token and keys. */
export function createQstashClient({ url, token }: Pick<QstashSettings, "url" | "token">): Client {
  return new Client({
    baseUrl: url,
    token,
    devMode: false,
    enableTelemetry: false,
    retry: { retries: 2, backoff: (attempt) => 100 * 2 ** attempt },
  });
}

/** The HTTP status with which the broker refused a call; null for everything else. */
export function statusOf(error: unknown): number | null {
  return error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : null;
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

/**
 * Runs a call to the broker. Whatever the client throws becomes `queue_unavailable`; of the client's error only its name
 * and status are kept, since its message may hold what was sent.
 */
export async function guardQueue<T>(call: () => Promise<T>, timeoutMs = QUEUE_TIMEOUT_MS): Promise<T> {
  try {
    return await withDeadline(call(), timeoutMs);
  } catch (error) {
    if (error instanceof DocatError) throw error;
    const name = error instanceof Error ? error.name : typeof error;
    const status = statusOf(error);
    const cause = new Error(status === null ? name : `${name}: ${status}`);
    throw new DocatError("queue_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS, cause });
  }
}
