/** What a process is at, for every line of the log that is written meanwhile: which request or delivery, for which job, the how manieth attempt. */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

export interface Work {
  /** The request of a caller from which it all came; it goes along over the queue. */
  readonly request: string;
  readonly stage?: string;
  readonly job?: string;
  /** From one on. */
  readonly attempt?: number;
}

/** The header in which a message says from which request it came. */
export const REQUEST_HEADER = "x-docat-request";

const storage = new AsyncLocalStorage<Work>();

export function duringWork<T>(work: Work, act: () => T): T {
  return storage.run(work, act);
}

export function presentWork(): Work | undefined {
  return storage.getStore();
}

/** An id that somebody gave, when it is one that may stand in a log and in a header; a new one else. */
export function requestId(given: string | null | undefined): string {
  return given != null && /^[\w:.-]{1,100}$/.test(given) ? given : randomUUID();
}
