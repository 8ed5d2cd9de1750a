/** The table of errors: what every row promises a caller. */
import { describe, expect, it } from "vitest";
import { ERROR_CODES, ERROR_TABLE } from "../../../lib/errors/error-table.ts";

/** 489 is the broker's own: a message that is not to be delivered again. */
const STATUSES = [400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 429, 489, 500, 502, 503, 504];

/** Client errors that go away by waiting. */
const WAITING_HELPS = ["rate_limited", "result_not_ready", "request_in_progress", "quota_exceeded", "too_many_jobs"];

describe("The table of errors", () => {
  it("lists every code once for the schemas", () => {
    expect(ERROR_CODES.length).toBeGreaterThan(20);
    expect([...ERROR_CODES].sort()).toEqual(Object.keys(ERROR_TABLE).sort());
  });

  it("has no two rows with one sentence", () => {
    expect(new Set(ERROR_CODES.map((code) => ERROR_TABLE[code].title)).size).toBe(ERROR_CODES.length);
  });

  it.each(ERROR_CODES)("%s has a stable name, a status of HTTP's and one sentence", (code) => {
    const { status, title } = ERROR_TABLE[code];
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(STATUSES).toContain(status);
    expect(title).toMatch(/^[A-Z][^\n]*\.$/);
    expect(title.length).toBeLessThan(80);
  });

  it.each(ERROR_CODES)("%s can be retried just when waiting helps: faults of ours, limits, work not done", (code) => {
    const { status, retryable } = ERROR_TABLE[code];
    expect(retryable).toBe(status >= 500 || WAITING_HELPS.includes(code));
  });
});
