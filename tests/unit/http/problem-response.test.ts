/** Errors as answers. */
import { describe, expect, it } from "vitest";
import type { Log } from "../../../lib/contracts/log.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { problemResponse, respondToError } from "../../../lib/http/problem-response.ts";

/** A log that keeps what it was told. */
function memoryLog(): Log & { readonly errors: [event: string, error: unknown][] } {
  const errors: [string, unknown][] = [];
  return { errors, info: () => {}, error: (event, error) => void errors.push([event, error]) };
}

describe("The answer to an error that we know", () => {
  it("is a problem document with the status of its code, kept by no cache", async () => {
    const response = problemResponse(new DocatError("job_unknown"));
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({ code: "job_unknown", status: 404, title: "There is no such job." });
  });

  it("says how to come in when a key is missing or wrong, and only then", () => {
    const challenge = (code: "key_missing" | "key_invalid" | "job_unknown") =>
      problemResponse(new DocatError(code)).headers.get("www-authenticate");
    expect(challenge("key_missing")).toBe('Bearer realm="docat"');
    expect(challenge("key_invalid")).toBe('Bearer realm="docat"');
    expect(challenge("job_unknown")).toBeNull();
  });

  it("says when to try again where that is known", () => {
    const wait = new DocatError("rate_limited", { retryAfterSeconds: 12 });
    expect(problemResponse(wait).headers.get("retry-after")).toBe("12");
    expect(problemResponse(new DocatError("rate_limited")).headers.get("retry-after")).toBeNull();
  });

  it("carries the headers that it is given", () => {
    expect(problemResponse(new DocatError("method_not_allowed"), { allow: "GET" }).headers.get("allow")).toBe("GET");
  });
});

describe("The answer to whatever was thrown", () => {
  it("is the error's own when it is the caller's, and nothing is logged", async () => {
    const log = memoryLog();
    const response = respondToError(new DocatError("not_a_pdf"), log);
    expect([response.status, log.errors]).toEqual([422, []]);
  });

  it("is the error's own when it is ours, and it is logged", () => {
    const log = memoryLog();
    const error = new DocatError("store_unavailable");
    expect(respondToError(error, log).status).toBe(503);
    expect(log.errors).toEqual([["request.failed", error]]);
  });

  it.each([[new TypeError("canary")], ["canary"], [{ status: 404, message: "canary" }], [undefined]])(
    "is one constant sentence for %s, which is logged whole",
    async (thrown) => {
      const log = memoryLog();
      const response = respondToError(thrown, log);
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({
        type: "urn:docat:problem:internal_error",
        title: "Something went wrong on our side.",
        status: 500,
        code: "internal_error",
        retryable: true,
      });
      expect(log.errors).toEqual([["request.crashed", thrown]]);
    },
  );
});
