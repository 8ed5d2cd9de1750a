/** Options as they come in: JSON in a form field, or one query parameter each. */
import { type JobOptions, jobOptionsSchema } from "../contracts/job-options.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_OPTIONS_CHARS } from "../limits/limits.ts";

/** Vercel appends a rewrite's captures to the query; ours carries this name and is no option. */
const REWRITE_PARAMETER = "__route";

function parse(value: unknown): JobOptions {
  const parsed = jobOptionsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const pointer = ["/options", ...(issue?.path ?? [])].join("/");
  throw new DocatError("options_invalid", { detail: issue?.message ?? "Not valid.", pointer });
}

/** Options from a form field. Nothing or an empty text means none. Throws `options_invalid`. */
export function optionsFromJson(text: string | null): JobOptions {
  if (text === null || text.trim() === "") return {};
  if (text.length > MAX_OPTIONS_CHARS) throw new DocatError("options_invalid", { detail: "Too long." });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DocatError("options_invalid", { detail: "The options are not JSON.", pointer: "/options" });
  }
  return parse(value);
}

/** A policy has no other form than JSON, in the query too. What is none is judged as the text that it is. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Options from the query of an upload. Throws `options_invalid`, also for a name that comes twice. */
export function optionsFromQuery(query: URLSearchParams): JobOptions {
  const entries = [...query].filter(([name]) => name !== REWRITE_PARAMETER);
  if (new Set(entries.map(([name]) => name)).size !== entries.length) {
    throw new DocatError("options_invalid", { detail: "An option is given twice." });
  }
  return parse(Object.fromEntries(entries.map(([name, value]) => [name, name === "security" ? jsonOr(value) : value])));
}
