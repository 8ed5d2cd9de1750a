/** Problem documents: all of the row, what the caller may know of the error, and nothing else. */
import { describe, expect, it } from "vitest";
import { problemSchema, toProblem } from "../../../lib/contracts/problem.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { ERROR_CODES, ERROR_TABLE } from "../../../lib/errors/error-table.ts";

describe("A problem document", () => {
  it("takes status, title and retryability from the table", () => {
    expect(toProblem(new DocatError("pdf_corrupt"))).toEqual({
      type: "urn:docat:problem:pdf_corrupt",
      title: ERROR_TABLE.pdf_corrupt.title,
      status: 422,
      code: "pdf_corrupt",
      retryable: false,
    });
  });

  it("carries detail and pointer when there are any", () => {
    const problem = toProblem(new DocatError("options_invalid", { detail: "No.", pointer: "/options/pages" }));
    expect(problem).toMatchObject({ detail: "No.", pointer: "/options/pages" });
  });

  it.each(ERROR_CODES)("of %s meets its own schema, also after a round trip as JSON", (code) => {
    const problem = toProblem(new DocatError(code, { detail: "d" }));
    expect(problemSchema.parse(JSON.parse(JSON.stringify(problem)))).toEqual(problem);
  });

  it("tells nothing of cause and stack", () => {
    const cause = new Error("canary-cause", { cause: { token: "canary-token" } });
    const error = new DocatError("store_unavailable", { cause, retryAfterSeconds: 5 });
    const text = JSON.stringify(toProblem(error));
    expect(text).not.toContain("canary");
    expect(text).not.toContain("problem.test");
    expect(Object.keys(toProblem(error)).sort()).toEqual(["code", "retryable", "status", "title", "type"]);
  });
});
