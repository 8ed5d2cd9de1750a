/** Messages that are published again and again, by a cron expression of five fields. */
import { Cron } from "croner";
import { BrokerError } from "./broker-error.ts";
import type { Clock } from "./clock.ts";
import { type Journal, NO_JOURNAL } from "./journal.ts";
import { storedSchedule } from "./journal-records.ts";
import type { MessageDraft } from "./message.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";
import type { Schedule } from "./schedule.ts";

interface SchedulesOptions {
  readonly clock: Clock;
  readonly journal?: Journal;
  /** Publishes one message of the schedule. */
  fire(draft: MessageDraft): void;
}

const TIME_ZONE = /^CRON_TZ=(\S+)\s+/;

export class Schedules {
  readonly #options: SchedulesOptions;
  readonly #schedules = new Map<string, Schedule>();
  readonly #journal: Journal;
  #cancelTimer: (() => void) | undefined;

  constructor(options: SchedulesOptions) {
    this.#options = options;
    this.#journal = options.journal ?? NO_JOURNAL;
  }

  get size(): number {
    return this.#schedules.size;
  }

  /** Creates the schedule, or replaces the one of the same id; throws 400 for a bad cron, 412 above the plan's number. */
  put(scheduleId: string, cron: string, draft: MessageDraft): Schedule {
    const existing = this.#schedules.get(scheduleId);
    if (!existing && this.#schedules.size >= PLAN_LIMITS.maxSchedules) {
      throw new BrokerError(412, "quota maxSchedules exceeded");
    }
    const nowMs = this.#options.clock.now();
    const schedule: Schedule = {
      scheduleId,
      cron,
      createdAt: existing?.createdAt ?? nowMs,
      draft: { ...draft, scheduleId },
      isPaused: existing?.isPaused ?? false,
      lastScheduleTime: existing?.lastScheduleTime,
      nextScheduleTime: nextTime(cron, nowMs),
    };
    this.#schedules.set(scheduleId, schedule);
    this.#keep(schedule);
    this.#wake();
    return schedule;
  }

  /** Takes up what an earlier broker kept. What was due in between is fired once. */
  restore(schedules: readonly Schedule[]): void {
    for (const schedule of schedules) this.#schedules.set(schedule.scheduleId, schedule);
    this.#wake();
  }

  /** Throws a 404 for an unknown id. */
  get(scheduleId: string): Schedule {
    const schedule = this.#schedules.get(scheduleId);
    if (!schedule) throw new BrokerError(404, `schedule ${scheduleId} not found`);
    return schedule;
  }

  list(): Schedule[] {
    return [...this.#schedules.values()];
  }

  remove(scheduleId: string): void {
    this.#schedules.delete(this.get(scheduleId).scheduleId);
    this.#journal.remove("schedules", scheduleId);
    this.#wake();
  }

  /** A paused schedule skips its times; they are not made up for when it resumes. */
  setPaused(scheduleId: string, isPaused: boolean): void {
    const schedule = this.get(scheduleId);
    schedule.isPaused = isPaused;
    this.#keep(schedule);
  }

  close(): void {
    this.#cancelTimer?.();
    this.#schedules.clear();
  }

  /** Fires what is due, each at most once however late it is, and sets the timer for the next. */
  #wake(): void {
    this.#cancelTimer?.();
    const nowMs = this.#options.clock.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const schedule of this.#schedules.values()) {
      if (schedule.nextScheduleTime !== undefined && schedule.nextScheduleTime <= nowMs) this.#fire(schedule, nowMs);
      earliest = Math.min(earliest, schedule.nextScheduleTime ?? earliest);
    }
    if (earliest === Number.POSITIVE_INFINITY) return;
    this.#cancelTimer = this.#options.clock.after(earliest - nowMs, () => this.#wake());
  }

  #fire(schedule: Schedule, nowMs: number): void {
    schedule.nextScheduleTime = nextTime(schedule.cron, nowMs);
    if (!schedule.isPaused) {
      schedule.lastScheduleTime = nowMs;
      this.#options.fire(schedule.draft);
    }
    this.#keep(schedule);
  }

  #keep(schedule: Schedule): void {
    this.#journal.put("schedules", schedule.scheduleId, storedSchedule(schedule));
  }
}

/** The first time after now, in UTC unless the expression begins with `CRON_TZ=<zone>`. */
function nextTime(cron: string, nowMs: number): number | undefined {
  const timezone = TIME_ZONE.exec(cron)?.[1] ?? "UTC";
  try {
    const pattern = new Cron(cron.replace(TIME_ZONE, ""), { paused: true, mode: "5-part", timezone });
    return pattern.nextRun(new Date(nowMs))?.getTime();
  } catch (error) {
    throw new BrokerError(400, `invalid cron "${cron}": ${error instanceof Error ? error.message : String(error)}`);
  }
}
