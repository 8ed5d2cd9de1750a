/** Whether a job itself asks that something be done once it has ended. What its account wants besides is known to the store. */
import type { Source } from "./job-record.ts";

/** A further way out adds what it is asked for by. */
export function asksToBeTold({ webhook, sinks }: Source): boolean {
  return webhook !== undefined || sinks !== undefined;
}
