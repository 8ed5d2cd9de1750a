/** SweepSchedule as a schedule of QStash. */
import { createHash } from "node:crypto";
import type { Log } from "../contracts/log.ts";
import type { SweepMessage } from "../contracts/stage-message.ts";
import { SCHEDULE_TIMEOUT_MS } from "../limits/limits.ts";
import { SWEEP_STAGE } from "../limits/stage-policies.ts";
import type { SweepSchedule } from "../pipeline/sweep-schedule.ts";
import { BYPASS_HEADER, createQstashClient, guardQueue, type QstashSettings, statusOf } from "./qstash-client.ts";

const TOO_MANY_REQUESTS = 429;

export interface SweepScheduleSettings extends QstashSettings {
  /** Five fields, in UTC. Null: no schedule is made, and none that stands is removed. */
  readonly cron: string | null;
}

/** The schedule's name: one for each address, whichever deployment or process asks, so that none is made twice. */
export function sweepScheduleId(baseUrl: string): string {
  return `docat-sweep-${createHash("sha256").update(baseUrl).digest("hex").slice(0, 8)}`;
}

/**
 * Writes the schedule at the first call in a process, over the one of the same name, so that a changed setting takes
 * effect with the next deployment. Calls at the same time share one request.
 */
export function createQstashSweepSchedule(settings: SweepScheduleSettings, log: Log): SweepSchedule {
  const client = createQstashClient(settings);
  const { baseUrl, bypassSecret, cron } = settings;
  const message: SweepMessage = { v: 1, kind: "sweep" };
  let ensured: Promise<void> | undefined;

  async function write(): Promise<void> {
    if (cron === null) return;
    const schedule = {
      scheduleId: sweepScheduleId(baseUrl),
      destination: `${baseUrl}${SWEEP_STAGE.path}`,
      cron,
      body: JSON.stringify(message),
      headers: {
        "content-type": "application/json",
        ...(bypassSecret === undefined ? {} : { [BYPASS_HEADER]: bypassSecret }),
      },
      retries: SWEEP_STAGE.retries,
      retryDelay: SWEEP_STAGE.retryDelay,
      timeout: SWEEP_STAGE.timeoutSeconds,
    };
    try {
      await guardQueue(() => client.schedules.create(schedule).catch(tellRefusal), SCHEDULE_TIMEOUT_MS);
    } catch (error) {
      ensured = undefined;
      throw error;
    }
  }

  /** A broker that refuses will refuse again (its plan's limit of schedules, say): jobs go on, and the operator is told. */
  function tellRefusal(error: unknown): void {
    const status = statusOf(error) ?? 0;
    if (status < 400 || status >= 500 || status === TOO_MANY_REQUESTS) throw error;
    ensured = undefined;
    log.error("sweep.schedule_refused", new Error(`The broker answered ${status}.`));
  }

  return {
    ensure() {
      ensured ??= write();
      return ensured;
    },
  };
}
