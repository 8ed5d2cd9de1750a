/** The log: one line of JSON an event, whatever is logged. */
import { describe, expect, it } from "vitest";
import { DocatError } from "../../lib/errors/docat-error.ts";
import { createJsonLog } from "../../lib/json-log.ts";

/** What one call writes: the lines, and the first of them parsed. */
function written(call: (log: ReturnType<typeof createJsonLog>) => void) {
  const lines: string[] = [];
  call(createJsonLog((line) => void lines.push(line)));
  const entry: Record<string, unknown> = JSON.parse(lines[0] ?? "null");
  return { lines, entry };
}

describe("The level of the log", () => {
  const at = (level: "debug" | "info" | "warn" | "error") => {
    const events: string[] = [];
    const log = createJsonLog((line) => void events.push(JSON.parse(line).event), { level });
    for (const event of ["store.asked", "job.ended", "lease.reaped"]) log.info(event);
    log.error("request.failed", new Error("e"));
    return events;
  };

  it("is the least that is written: details, what happened, what is worth a look, what failed", () => {
    expect(at("debug")).toEqual(["store.asked", "job.ended", "lease.reaped", "request.failed"]);
    expect(at("info")).toEqual(["job.ended", "lease.reaped", "request.failed"]);
    expect(at("warn")).toEqual(["lease.reaped", "request.failed"]);
    expect(at("error")).toEqual(["request.failed"]);
  });

  it("stands in the line, beside what surrounds it", () => {
    const lines: string[] = [];
    const about = () => ({ request: "r-1", job: "around" });
    createJsonLog((line) => void lines.push(line), { about }).info("lease.reaped", { job: "own" });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "warn", request: "r-1", job: "own" });
  });
});

describe("The log", () => {
  it("writes one line of JSON with time, level, event and fields", () => {
    const { lines, entry } = written((log) => log.info("job.accepted", { job: "job_1", bytes: 4, cached: false }));
    expect(lines).toHaveLength(1);
    expect(entry).toMatchObject({ level: "info", event: "job.accepted", job: "job_1", bytes: 4, cached: false });
    expect(new Date(String(entry.time)).toISOString()).toBe(entry.time);
  });

  it("stays one line when a text holds line breaks", () => {
    const { lines, entry } = written((log) => log.error("e", new Error("a\nb\r\nc"), { note: "x\ny" }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\r\n]/);
    expect(entry).toMatchObject({ note: "x\ny", error: { message: "a\nb\r\nc" } });
  });

  it("tells name, message, stack and code of an error, and all of its causes", () => {
    const cause = new TypeError("middle", { cause: new Error("root") });
    const { entry } = written((log) => log.error("e", new DocatError("store_unavailable", { cause })));
    expect(entry).toMatchObject({
      level: "error",
      error: {
        name: "DocatError",
        code: "store_unavailable",
        message: "The store does not answer.",
        stack: expect.stringContaining("json-log.test.ts"),
        cause: { name: "TypeError", message: "middle", cause: { name: "Error", message: "root" } },
      },
    });
  });

  it("follows a chain of causes that never ends for a while only", () => {
    const error = new Error("again");
    error.cause = error;
    const { lines } = written((log) => log.error("e", error));
    expect(lines[0]?.match(/"message":"again"/g)?.length).toBeLessThan(10);
  });

  it("takes nothing else of an error's object, which may hold a request", () => {
    const error = Object.assign(new Error("failed"), { request: { headers: { authorization: "canary" } } });
    const { lines } = written((log) => log.error("e", error));
    expect(lines[0]).toContain("failed");
    expect(lines[0]).not.toContain("canary");
  });

  it.each([["canary"], [{ token: "canary" }], [["canary"]], [null], [undefined]])(
    "tells only the type of %j when that was thrown",
    (thrown) => {
      const { lines, entry } = written((log) => log.error("e", thrown));
      expect(entry.error).toEqual({ thrown: typeof thrown });
      expect(lines[0]).not.toContain("canary");
    },
  );
});
