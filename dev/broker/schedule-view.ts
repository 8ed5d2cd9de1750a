/** What the API shows of a schedule. */
import { defined, draftView } from "./message-view.ts";
import type { Schedule } from "./schedule.ts";

/** The schedule as `GET /v2/schedules/<id>` answers it. */
export function scheduleView(schedule: Schedule) {
  const { url, maxRetries, scheduleId: _, ...rest } = draftView(schedule.draft);
  return {
    ...rest,
    scheduleId: schedule.scheduleId,
    cron: schedule.cron,
    createdAt: schedule.createdAt,
    destination: url,
    retries: maxRetries,
    delay: schedule.draft.delayMs / 1000,
    isPaused: schedule.isPaused,
    ...defined({ lastScheduleTime: schedule.lastScheduleTime, nextScheduleTime: schedule.nextScheduleTime }),
  };
}
