/** The reference: the OpenAPI document as a page to read, one piece of HTML without any script. */
import { createHash } from "node:crypto";
import type { OpenAPIHono } from "@hono/zod-openapi";

export type ApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly format?: string;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
  readonly example?: unknown;
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
}

const STYLE = `
:root{color-scheme:light dark;--line:light-dark(#d8dce3,#3a3f47);--soft:light-dark(#f5f6f8,#1c1f24);--key:light-dark(#0b5cad,#7db7f5)}
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:2rem 1rem 6rem}
nav ul{columns:2;list-style:none;padding:0}@media(max-width:40rem){nav ul{columns:1}}
a{color:var(--key);text-decoration:none}a:hover,a:focus{text-decoration:underline}
h2{border-bottom:1px solid var(--line);padding-bottom:.3rem;margin-top:3rem}
article{border:1px solid var(--line);border-radius:.5rem;padding:1rem 1.25rem;margin:1.25rem 0}
article h3{margin:0 0 .5rem;font:600 1rem/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
code,pre{font:.9em/1.45 ui-monospace,monospace}code{background:var(--soft);padding:.1em .3em;border-radius:.25em}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
h4{margin:1rem 0 .25rem;font-size:.95rem}details{margin:.25rem 0}summary{cursor:pointer}
dl{margin:.25rem 0 .25rem 1rem;border-left:2px solid var(--line);padding-left:.75rem}dd{margin:0 0 .4rem 0}
.method{display:inline-block;min-width:4.2rem}.quiet{opacity:.75}`;

/** What the page may do: show itself, with this one style. */
export const REFERENCE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const METHODS = ["get", "head", "post", "put", "patch", "delete"] as const;
/** Schemas inside of schemas are shown to this depth; the document itself has them all. */
const MAX_DEPTH = 5;

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
/** Text with `code` in backticks. */
const prose = (text: string) => escaped(text).replace(/`([^`]{1,200})`/g, "<code>$1</code>");
const code = (value: unknown) => `<code>${escaped(typeof value === "string" ? value : JSON.stringify(value))}</code>`;

/** Follows a reference within the document. */
function resolved(document: ApiDocument, schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  const target = name === undefined ? undefined : document.components?.schemas?.[name];
  return (target as Schema | undefined) ?? schema;
}

function typeOf(document: ApiDocument, given: Schema): string {
  const schema = resolved(document, given);
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(" or ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return [...new Set(choices.map((choice) => typeOf(document, choice)))].join(" or ");
  if (schema.items !== undefined) return `list of ${typeOf(document, schema.items)}`;
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["value"]);
  return escaped(types.join(" or ")) + (schema.format === undefined ? "" : ` (${escaped(schema.format)})`);
}

/** The properties of an object, of a list's objects, or of each choice. */
function propertiesOf(document: ApiDocument, given: Schema, depth: number): string {
  if (depth > MAX_DEPTH) return "";
  const schema = resolved(document, given);
  const inner = [schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const own = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const must = schema.required?.includes(name) === true ? "" : ' <span class="quiet">optional</span>';
    const told = property.description === undefined ? "" : `<br>${prose(property.description)}`;
    const nested = propertiesOf(document, property, depth + 1);
    return `<dt><code>${escaped(name)}</code> ${typeOf(document, property)}${must}</dt><dd>${told}${nested}</dd>`;
  });
  const others = inner.map((one) => (one === undefined ? "" : propertiesOf(document, one, depth + 1)));
  return (own.length === 0 ? "" : `<dl>${own.join("")}</dl>`) + others.join("");
}

function bodyOf(document: ApiDocument, content: Content | undefined): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => {
      const properties = schema === undefined ? "" : propertiesOf(document, schema, 1);
      if (properties === "") return `<p><code>${escaped(type)}</code></p>`;
      return `<details><summary><code>${escaped(type)}</code></summary>${properties}</details>`;
    })
    .join("");
}

function parametersOf(document: ApiDocument, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return "";
  const rows = parameters.map(({ name, in: place, required, description, schema = {} }) => {
    const told = description ?? schema.description ?? "";
    const must = required === true ? "" : ' <span class="quiet">optional</span>';
    return `<tr><th><code>${escaped(name)}</code><br><span class="quiet">${escaped(place)}</span></th><td>${typeOf(document, schema)}${must}<br>${prose(told)}</td></tr>`;
  });
  return `<h4>Parameters</h4><table>${rows.join("")}</table>`;
}

function operationOf(document: ApiDocument, method: string, path: string, operation: Operation): string {
  const { operationId = "", summary = "", description = "", security = [], parameters = [], requestBody } = operation;
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, answer]) =>
      `<tr><th>${escaped(status)}</th><td>${prose(answer.description ?? "")}${bodyOf(document, answer.content)}</td></tr>`,
  );
  return [
    `<article id="${escaped(operationId)}"><h3><span class="method">${method.toUpperCase()}</span> ${escaped(path)}</h3>`,
    `<p><strong>${prose(summary)}</strong>${security.length === 0 ? ' <span class="quiet">without a credential</span>' : ""}</p>`,
    description === "" ? "" : `<p>${prose(description)}</p>`,
    parametersOf(document, parameters),
    requestBody === undefined ? "" : `<h4>Body</h4>${bodyOf(document, requestBody.content)}`,
    `<h4>Answers</h4><table>${answers.join("")}</table></article>`,
  ].join("");
}

/** The whole page. Everything that the document says is escaped. */
export function referencePage(document: ApiDocument): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
  const chapters = (document.tags ?? []).map(({ name, description = "" }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    return { name, description, own };
  });
  const contents = chapters.flatMap(({ own }) =>
    own.map(({ method, path, operation }) => {
      const label = `<span class="method">${method.toUpperCase()}</span> ${escaped(path)}`;
      return `<li><a href="#${escaped(operation.operationId ?? "")}"><code>${label}</code></a></li>`;
    }),
  );
  const sections = chapters.map(({ name, description, own }) => {
    const articles = own.map(({ method, path, operation }) => operationOf(document, method, path, operation));
    return `<section><h2>${escaped(name)}</h2><p>${prose(description)}</p>${articles.join("")}</section>`;
  });
  const about = (document.info.description ?? "").split("\n\n").map((text) => `<p>${prose(text)}</p>`);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(document.info.title)}: API reference</title><style>${STYLE}</style></head><body><h1>${escaped(document.info.title)}: API reference</h1>`,
    ...about,
    '<p>The same for programs: <a href="/v1/openapi.json">OpenAPI 3.1</a>.</p>',
    `<nav><ul>${contents.join("")}</ul></nav>`,
    ...sections,
    "</body></html>",
  ].join("");
}
