/** DocatError: a code, and what follows from it. */
import { describe, expect, it } from "vitest";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { ERROR_TABLE } from "../../../lib/errors/error-table.ts";

describe("A DocatError", () => {
  it("takes status and retryability from its row", () => {
    const error = new DocatError("rate_limited", { retryAfterSeconds: 7 });
    expect(error).toMatchObject({ status: 429, retryable: true, code: "rate_limited", retryAfterSeconds: 7 });
    expect(new DocatError("not_a_pdf")).toMatchObject({ status: 422, retryable: false });
  });

  it("says its detail, or the table's sentence", () => {
    expect(new DocatError("file_empty").message).toBe(ERROR_TABLE.file_empty.title);
    expect(new DocatError("file_empty", { detail: "No byte came." }).message).toBe("No byte came.");
  });

  it("keeps its cause", () => {
    const cause = new Error("why");
    expect(new DocatError("internal_error", { cause }).cause).toBe(cause);
  });

  it("is an Error with a name of its own and a stack", () => {
    const error = new DocatError("internal_error");
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("DocatError");
    expect(error.stack).toContain("docat-error.test.ts");
  });
});
