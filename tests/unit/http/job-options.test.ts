/** Options from a form field and from a query. */
import { describe, expect, it } from "vitest";
import { optionsFromJson, optionsFromQuery, passwordFromHeader } from "../../../lib/http/job-options.ts";

const query = (text: string) => optionsFromQuery(new URLSearchParams(text)).options;
const json = (text: string | null) => optionsFromJson(text).options;

/** Code and pointer of what `call` throws. */
function refusal(call: () => unknown) {
  try {
    call();
    return null;
  } catch (error) {
    const { code, pointer } = error as { readonly code?: string; readonly pointer?: string };
    return { code, pointer };
  }
}

describe("Options from a form field", () => {
  it.each([null, "", "  \n"])("are none when it holds %j", (text) => {
    expect(json(text)).toEqual({});
  });

  it("are read as JSON", () => {
    expect(json('{"pages":"1-3"}')).toEqual({ pages: "1-3" });
    expect(json("{}")).toEqual({});
  });

  it.each(["{pages", "[1", "pages=1"])("are refused as a whole when %j is no JSON", (text) => {
    expect(refusal(() => json(text))).toEqual({ code: "options_invalid", pointer: "/options" });
  });

  it.each(["[]", "7", "null", '"1-3"', "true"])("are refused as a whole when %s is no object", (text) => {
    expect(refusal(() => json(text))).toEqual({ code: "options_invalid", pointer: "/options" });
  });

  it.each(['{"page":"1"}', '{"__proto__":{"pages":"1"}}', '{"constructor":1}'])("know no name as in %s", (text) => {
    expect(refusal(() => json(text))).toEqual({ code: "options_invalid", pointer: "/options" });
  });

  it.each(['{"pages":3}', '{"pages":"3-1"}', '{"pages":null}', '{"pages":["1"]}'])(
    "are pointed at where %s is wrong",
    (text) => {
      expect(refusal(() => json(text))).toEqual({ code: "options_invalid", pointer: "/options/pages" });
    },
  );

  it("are refused before they are parsed when they are long", () => {
    const padded = (chars: number) => `{"pages":"1"}`.padEnd(chars);
    expect(json(padded(16_384))).toEqual({ pages: "1" });
    expect(refusal(() => json(padded(16_385)))).toMatchObject({ code: "options_invalid" });
  });
});

describe("Options from a query", () => {
  it("are its parameters", () => {
    expect(query("")).toEqual({});
    expect(query("pages=2-")).toEqual({ pages: "2-" });
    expect(query("engine=pdfjs&pages=2-")).toEqual({ engine: "pdfjs", pages: "2-" });
  });

  it("name an engine that there is", () => {
    expect(refusal(() => query("engine=steam"))).toEqual({ code: "options_invalid", pointer: "/options/engine" });
  });

  it("leave out the parameter that the rewrite adds, and only that", () => {
    expect(query("pages=2-&__route=jobs")).toEqual({ pages: "2-" });
    expect(query("__route=jobs")).toEqual({});
    expect(refusal(() => query("__routes=jobs"))).toEqual({ code: "options_invalid", pointer: "/options" });
  });

  it("have their policy as JSON", () => {
    const security = { javascript: "reject", embedded_file: "allow" };
    expect(query(`security=${encodeURIComponent(JSON.stringify(security))}`)).toEqual({ security });
    for (const text of ["reject", "{", '{"javascript":"burn"}', '{"virus":"reject"}']) {
      expect(refusal(() => query(`security=${encodeURIComponent(text)}`))?.code).toBe("options_invalid");
    }
  });

  it("say as JSON how the result is cut", () => {
    const chunks = { strategy: "by_title", max_tokens: 512, overlap: 64 };
    expect(query(`chunks=${encodeURIComponent(JSON.stringify(chunks))}`)).toEqual({ chunks });
    expect(json(JSON.stringify({ chunks }))).toEqual({ chunks });
    for (const wrong of [
      { strategy: "none" },
      { max_chars: 500, max_tokens: 100 },
      { max_chars: 500, overlap: 251 },
      { size: 1 },
    ]) {
      expect(refusal(() => json(JSON.stringify({ chunks: wrong })))?.code).toBe("options_invalid");
    }
  });

  it("may not come twice", () => {
    expect(refusal(() => query("pages=1&pages=2"))).toMatchObject({ code: "options_invalid" });
    expect(refusal(() => query("pages=1&pages=1"))).toMatchObject({ code: "options_invalid" });
  });

  it.each(["pages=", "pages=x", "page=1", "__proto__=1"])("are refused as %j", (text) => {
    expect(refusal(() => query(text))?.code).toBe("options_invalid");
  });
});

describe("What is sent beside the options", () => {
  const user_id = "0b9f3c1e-6f0a-4a51-9d5c-2f1f3a9e7b10";

  it("is told apart from them: password, device, user", () => {
    const sent = { pages: "1", password: "sesame", upload_device: "mobile", user_id };
    const { password, ...sender } = { password: sent.password, upload_device: sent.upload_device, user_id };
    expect(optionsFromJson(JSON.stringify(sent))).toEqual({
      options: { pages: "1" },
      enclosures: { password, ...sender },
    });
    expect(optionsFromQuery(new URLSearchParams(`upload_device=web&user_id=${user_id}`))).toEqual({
      options: {},
      enclosures: { upload_device: "web", user_id },
    });
  });

  it.each([
    ['{"upload_device":"toaster"}', "upload_device"],
    ['{"user_id":"42"}', "user_id"],
    ['{"password":""}', "password"],
    [`{"password":"${"a".repeat(128)}"}`, "password"],
  ])("is refused as %s", (text, name) => {
    expect(refusal(() => json(text))).toEqual({ code: "options_invalid", pointer: `/options/${name}` });
  });

  it("has no password in an address, which is written to logs", () => {
    expect(refusal(() => query("password=sesame"))).toEqual({ code: "options_invalid", pointer: "/options/password" });
  });

  it("has the password of a bare document in a header, percent-encoded", () => {
    expect(passwordFromHeader(new Headers())).toEqual({});
    expect(passwordFromHeader(new Headers({ "Docat-Password": "p%C3%A4ss%25" }))).toEqual({ password: "päss%" });
    for (const text of ["%", "%FF", "", "a".repeat(128)]) {
      const headers = new Headers({ "Docat-Password": text });
      expect(refusal(() => passwordFromHeader(headers))).toEqual({
        code: "options_invalid",
        pointer: "Docat-Password",
      });
    }
  });
});
