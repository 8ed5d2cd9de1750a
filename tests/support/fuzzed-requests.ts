/** Requests made from an OpenAPI document: now and then as it says, mostly not. The way of Schemathesis, with fast-check's arbitraries. */

import type { ApiDocument, Operation } from "./documented-answers.ts";
import { fc } from "./property.ts";

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}
interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema?: Schema;
}

export interface FuzzedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

/** Deeper schemas are given simple values. */
const MAX_DEPTH = 5;

/** Texts that have broken programs. */
const NASTY_TEXTS = [
  "",
  " ",
  "\u0000",
  "null",
  "-1",
  "0",
  "1e999",
  "NaN",
  "2147483648",
  "9007199254740993",
  "../../etc/passwd",
  "%2e%2e%2f",
  "%",
  "%zz",
  "'\"><script>alert(1)</script>",
  "\ud800",
  "\u202e\u0000\ufeff",
  "ﷺ".repeat(50),
  "a".repeat(5_000),
  "__proto__",
  "constructor",
  "job_00000000000000000000000000000000",
  "upl_00000000000000000000000000000000",
  "🙈",
  "a,b;c=d",
  "\r\nset-cookie: a=b",
];
const nastyText = fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.string({ unit: "binary", maxLength: 40 }));
const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, [], {}, [[[]]], {
    a: { b: {} },
  }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** What a schema asks for, for the most part; patterns, formats and lengths are mostly missed. */
function valueFor(
  document: ApiDocument,
  given: Schema | undefined,
  known: readonly string[],
  depth = 0,
): fc.Arbitrary<unknown> {
  const reference = given?.$ref?.split("/").at(-1);
  const schema = (reference === undefined ? given : document.components?.schemas?.[reference]) as Schema | undefined;
  if (schema === undefined || depth > MAX_DEPTH) return nastyValue;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valueFor(document, choice, known, depth + 1)));
  const [type] = [schema.type ?? "object"].flat();
  if (type === "string")
    return fc.oneof(fc.constantFrom("a", "1-3", "2026-01-01T00:00:00Z", "en", "a@example.com", ...known), nastyText);
  if (type === "integer")
    return fc.integer({ min: schema.minimum ?? -3, max: Math.min(schema.maximum ?? 1_000, 100_000) });
  if (type === "number") return fc.double({ min: schema.minimum ?? -3, max: schema.maximum ?? 1_000, noNaN: true });
  if (type === "boolean") return fc.boolean();
  if (type === "null") return fc.constant(null);
  if (type === "array") return fc.array(valueFor(document, schema.items, known, depth + 1), { maxLength: 4 });
  const properties = Object.entries(schema.properties ?? {}).map(
    ([name, property]) => [name, valueFor(document, property, known, depth + 1)] as const,
  );
  const requiredKeys = (schema.required ?? []).filter((name) => schema.properties?.[name] !== undefined);
  return fc.record(Object.fromEntries(properties), { requiredKeys });
}

/** A value with one place changed: another type, a key too many, one too few. */
function spoilt(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(value, fc.nat(20), nastyValue, fc.constantFrom("replace", "remove", "add"))
    .map(([given, at, other, how]) => {
      if (typeof given !== "object" || given === null || Array.isArray(given)) return other;
      const entries = Object.entries(given);
      const place = entries.length === 0 ? 0 : at % entries.length;
      if (how === "add") return Object.fromEntries([...entries, ["unexpected", other]]);
      if (how === "remove") return Object.fromEntries(entries.filter((_, index) => index !== place));
      return Object.fromEntries(entries.map(([name, old], index) => [name, index === place ? other : old]));
    });
}

/** A form with a file and options, or with anything else. */
function formOf(samples: readonly Uint8Array<ArrayBuffer>[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const head = (name: string) => `--x\r\ncontent-disposition: form-data; name="${name}"`;
  const file = fc
    .constantFrom(...samples)
    .map((bytes) => [Buffer.from(`${head("file")}; filename="a.pdf"\r\n\r\n`), bytes, Buffer.from("\r\n")]);
  const options = nastyValue.map((value) => [Buffer.from(`${head("options")}\r\n\r\n${JSON.stringify(value)}\r\n`)]);
  const other = fc
    .tuple(nastyText, nastyText)
    .map(([name, text]) => [Buffer.from(`${head(encodeURIComponent(name.toWellFormed()))}\r\n\r\n${text}\r\n`)]);
  const parts = fc.oneof(
    fc.tuple(file),
    fc.tuple(file, options),
    fc.array(fc.oneof(file, options, other), { maxLength: 4 }),
  );
  return parts.map((list) => new Uint8Array(Buffer.concat([...list.flat(), Buffer.from("--x--\r\n")])));
}

function bodiesOf(
  document: ApiDocument,
  operation: Operation,
  known: readonly string[],
  samples: readonly Uint8Array<ArrayBuffer>[],
) {
  const { content = {} } = (operation.requestBody ?? {}) as { content?: Record<string, { schema?: Schema }> };
  const types = Object.entries(content);
  const wrong = fc.record({
    type: fc.constantFrom(
      "application/json",
      "text/plain",
      "application/pdf",
      "multipart/form-data",
      "multipart/form-data; boundary=x",
      "",
      "a/b/c",
    ),
    body: fc.oneof(
      nastyText,
      fc.constantFrom('{"a":', "[]", '"x"', "1", "[".repeat(2_000), '{"__proto__":{}}', "--x\r\n\r\n--x--"),
    ),
  });
  if (types.length === 0) return fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: wrong });
  const right = types.map(([type, { schema }]) => {
    if (/[/+]json$/.test(type)) {
      const value = valueFor(document, schema, known);
      return fc.oneof(value, spoilt(value)).map((body) => ({ type, body: JSON.stringify(body) ?? "" }));
    }
    if (type.startsWith("multipart/")) {
      return formOf(samples).map((body) => ({ type: `${type}; boundary=x`, body }));
    }
    return fc.constantFrom(...samples).map((body) => ({ type, body }));
  });
  return fc.oneof(
    { weight: 4, arbitrary: fc.oneof(...right) },
    { weight: 2, arbitrary: wrong },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

/** Header values are what HTTP lets through; the rest never reaches a service. */
const headerValue = (text: string) =>
  text
    .replaceAll(/[^\x20-\x7e]/g, "")
    .trim()
    .slice(0, 300);

/** Requests to one operation. `known` are ids of things that there are, so that requests get past the first check. */
export function requestsTo(
  document: ApiDocument,
  name: string,
  { known, samples }: { readonly known: readonly string[]; readonly samples: readonly Uint8Array<ArrayBuffer>[] },
): fc.Arbitrary<FuzzedRequest> {
  const [method = "GET", path = "/"] = name.split(" ");
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`The document has no ${name}.`);
  const parameters = (operation.parameters ?? []) as readonly Parameter[];
  const values = parameters.map((parameter) => {
    const text = fc
      .oneof(valueFor(document, parameter.schema, known), nastyText)
      .map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
    const given = parameter.in === "path" ? fc.oneof(fc.constantFrom(...known), text) : fc.option(text, { nil: null });
    return given.map((value) => ({ ...parameter, value }));
  });
  return fc
    .record({
      values: fc.tuple(...values),
      body: bodiesOf(document, operation, known, samples),
      stray: fc.option(nastyText, { nil: null, freq: 4 }),
    })
    .map((made) => {
      const query = new URLSearchParams();
      const headers: Record<string, string> = {};
      let target = path;
      for (const { name: parameter, in: place, value } of made.values) {
        if (value === null || value === undefined) continue;
        const safe = value.toWellFormed();
        if (place === "path")
          target = target.replace(`{${parameter}}`, encodeURIComponent(safe).replaceAll(".", "%2E") || "%20");
        else if (place === "query") query.append(parameter, safe);
        else headers[parameter] = headerValue(value);
      }
      if (made.stray !== null) query.append("stray", made.stray.toWellFormed());
      if (made.body !== null) headers["content-type"] = headerValue(made.body.type);
      const search = query.size === 0 ? "" : `?${query}`;
      return { method, path: `${target}${search}`, headers, body: made.body?.body ?? null };
    });
}
