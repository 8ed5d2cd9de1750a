/** A message that is published again and again, as the broker keeps it. */
import type { MessageDraft } from "./message.ts";

export interface Schedule {
  readonly scheduleId: string;
  readonly cron: string;
  readonly createdAt: number;
  readonly draft: MessageDraft;
  isPaused: boolean;
  lastScheduleTime: number | undefined;
  nextScheduleTime: number | undefined;
}
