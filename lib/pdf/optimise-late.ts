/** How soon functions of the program are compiled with all care, for all threads of this process. */
import { setFlagsFromString } from "node:v8";

/**
 * How often V8 calls a function before it compiles it for the last time, scaled by the function's size. By default 3,000: that suits servers that
 * run for days. Here a process reads some documents, and an eighth of its time would go into code that is hardly run afterwards. With this, the loops over
 * characters are still compiled so while the first documents are read; the many functions that look at lines and blocks are not.
 */
const CALLS_BEFORE_LAST_COMPILATION = 150_000;

/** For whoever is about to read documents. Changes speed and memory only; a V8 that knows no such threshold goes on as it is. */
export function optimiseLate(): void {
  setFlagsFromString(`--invocation-count-for-turbofan=${CALLS_BEFORE_LAST_COMPILATION}`);
}
