/** Options as they come in: JSON in a form field, or one query parameter each. */
import {
  type Enclosures,
  enclosuresSchema,
  MAX_PASSWORD_CHARS,
  NO_WISHES,
  partWishes,
  submittedOptionsSchema,
  type Wishes,
} from "../contracts/submitted-options.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_OPTIONS_CHARS } from "../limits/limits.ts";
import { invalidOptions } from "./invalid-options.ts";

/** Vercel appends a rewrite's captures to the query; ours carries this name and is no option. */
const REWRITE_PARAMETER = "__route";

function parse(value: unknown): Wishes {
  const parsed = submittedOptionsSchema.safeParse(value);
  if (parsed.success) return partWishes(parsed.data);
  throw invalidOptions(parsed.error, "/options");
}

/** The password of a bare document. */
export const PASSWORD_HEADER = "Docat-Password";

/** What the header says, as percent-encoded UTF-8; nothing without it. Throws `options_invalid`. */
export function passwordFromHeader(headers: Headers): Enclosures {
  const text = headers.get(PASSWORD_HEADER);
  if (text === null) return {};
  try {
    return enclosuresSchema.pick({ password: true }).parse({ password: decodeURIComponent(text) });
  } catch {
    const detail = `1 to ${MAX_PASSWORD_CHARS} characters, percent-encoded as UTF-8.`;
    throw new DocatError("options_invalid", { detail, pointer: PASSWORD_HEADER });
  }
}

/** Options from a form field. Nothing or an empty text means none. Throws `options_invalid`. */
export function optionsFromJson(text: string | null): Wishes {
  if (text === null || text.trim() === "") return NO_WISHES;
  if (text.length > MAX_OPTIONS_CHARS) throw new DocatError("options_invalid", { detail: "Too long." });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DocatError("options_invalid", { detail: "The options are not JSON.", pointer: "/options" });
  }
  return parse(value);
}

/** These have no other form than JSON, in the query too. */
const JSON_OPTIONS: ReadonlySet<string> = new Set(["security", "chunks", "translate", "embed", "sinks"]);

/** What is no JSON is judged as the text that it is. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Options from the query of an upload, `others` left out. Throws `options_invalid`, also for a name that comes twice. */
export function optionsFromQuery(query: URLSearchParams, others: readonly string[] = []): Wishes {
  const entries = [...query].filter(([name]) => name !== REWRITE_PARAMETER && !others.includes(name));
  if (new Set(entries.map(([name]) => name)).size !== entries.length) {
    throw new DocatError("options_invalid", { detail: "An option is given twice." });
  }
  if (query.has("password")) {
    const detail = `Addresses are written to logs. Send it in the header ${PASSWORD_HEADER}, percent-encoded, or as multipart.`;
    throw new DocatError("options_invalid", { detail, pointer: "/options/password" });
  }
  if (query.has("webhook")) {
    const detail = "Addresses are written to logs, and it holds a secret. Send it as multipart, or as JSON.";
    throw new DocatError("options_invalid", { detail, pointer: "/options/webhook" });
  }
  return parse(
    Object.fromEntries(entries.map(([name, value]) => [name, JSON_OPTIONS.has(name) ? jsonOr(value) : value])),
  );
}
