/** The format of a result that is answered at once. */
import { describe, expect, it } from "vitest";
import { answerFormat } from "../../../lib/http/answer-format.ts";

const asked = (query: string, accept?: string) =>
  answerFormat(
    new Request(`https://d.example/v1/extract${query}`, accept === undefined ? {} : { headers: { accept } }),
  );

describe("The format of an answer", () => {
  it("is the one that the query names, whatever is accepted", () => {
    expect(asked("?format=csv", "application/json")).toBe("csv");
  });

  it.each([
    ["application/json", "json"],
    ["text/html", "html"],
    ["TEXT/Plain; charset=utf-8", "text"],
    ["text/html;q=0.5, application/json", "json"],
    ["text/html; q=0.5, application/json; q=0.4", "html"],
    ["image/png, text/csv", "csv"],
    ["application/json;q=0, text/csv", "csv"],
    ["*/*", "markdown"],
    ["*/*, application/json;q=0.1", "markdown"],
    ["text/*", "markdown"],
    ["text/*;q=0.1, text/html;q=0.2", "html"],
    ["application/*", "json"],
    ["application/zip", "zip"],
    ["text/*, text/markdown;q=0", "text"],
    ["*/*;q=0.1, text/html", "html"],
    ["*/*, text/html", "html"],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"],
    ["", "markdown"],
    [",,;;q=9", "markdown"],
  ])("for %j is %s", (accept, format) => {
    expect(asked("", accept)).toBe(format);
  });

  it("is Markdown when nothing is asked for", () => {
    expect(asked("")).toBe("markdown");
  });

  it.each(["image/png", "text/html;q=0", "*/*;q=0", "application/xml, image/*"])("for %j there is none", (accept) => {
    expect(() => asked("", accept)).toThrow(expect.objectContaining({ code: "not_acceptable", status: 406 }));
  });

  it("is refused when there is no such format", () => {
    expect(() => asked("?format=docx")).toThrow(
      expect.objectContaining({ code: "options_invalid", pointer: "format" }),
    );
  });
});
