/** What an answer means for the delivery, and when the next attempt is. */
import { describe, expect, it } from "vitest";
import { DEFAULT_WEBHOOK_RETRY_SECONDS, MAX_WEBHOOK_WAIT_SECONDS } from "../../../lib/limits/webhooks.ts";
import { verdictOf } from "../../../lib/webhooks/verdict.ts";

const NOW = Date.UTC(2026, 5, 1);
const WAITS = DEFAULT_WEBHOOK_RETRY_SECONDS;
const verdict = (status: number | null, attempt = 1, retryAfter: string | null = null) =>
  verdictOf({ status, retryAfter }, attempt, WAITS, NOW);

describe("An attempt", () => {
  it.each([200, 201, 202, 204, 299])("that is answered %i is a delivery", (status) => {
    expect(verdict(status)).toEqual({ kind: "delivered" });
  });

  it.each([null, 199, 300, 301, 307, 400, 401, 404, 408, 429, 500, 503])(
    "that is answered %s is made again",
    (status) => {
      expect(verdict(status)).toEqual({ kind: "again", afterSeconds: 5 });
    },
  );

  it("that is answered 410 is the last, whatever it is the first of", () => {
    expect([verdict(410), verdict(410, 7)]).toEqual([{ kind: "gone" }, { kind: "gone" }]);
  });

  it("is one of seven within eighteen hours", () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map((attempt) => verdict(500, attempt));
    const seconds = waits.map((each) => (each.kind === "again" ? each.afterSeconds : each.kind));
    expect(seconds).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, "failed"]);
  });
});

describe("Retry-After", () => {
  it.each([
    ["120", 120],
    ["0", 5],
    [new Date(NOW + 3_600_000).toUTCString(), 3_600],
    [new Date(NOW - 3_600_000).toUTCString(), 5],
    ["99999999", MAX_WEBHOOK_WAIT_SECONDS],
    ["999999999999999999999", 5],
    ["-5", 5],
    ["1e9", 5],
    ["soon", 5],
    ["", 5],
    ["NaN", 5],
    ["Infinity", 5],
  ])("that says %j makes it %i seconds", (header, seconds) => {
    expect(verdict(503, 1, header)).toEqual({ kind: "again", afterSeconds: seconds });
  });

  it("makes a wait longer, and never shorter", () => {
    expect(verdict(503, 6, "60")).toEqual({ kind: "again", afterSeconds: 36_000 });
  });
});
