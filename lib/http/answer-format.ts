/** The format of a result that is answered at once: by the query, else by what the caller accepts (RFC 9110, 12.5.1). */
import { RESULT_FORMATS, type ResultFormat, resultFormatSchema } from "../contracts/result.ts";
import { DocatError } from "../errors/docat-error.ts";
import { CONTENT_TYPES } from "./result-response.ts";

/** The query's parameter. */
export const FORMAT_PARAMETER = "format";
const DEFAULT_FORMAT: ResultFormat = "markdown";
/** Parts of an `Accept` that are looked at. */
const MAX_RANGES = 32;

function weightOf(parameters: readonly string[]): number {
  const quality = parameters.map((text) => /^\s*q\s*=\s*([01](?:\.\d{1,3})?)\s*$/i.exec(text)?.[1]).find(Boolean);
  return quality === undefined ? 1 : Number(quality);
}

/** Markdown when nothing is asked for, or nothing that there is. Throws `options_invalid` for a format that there is not. */
export function answerFormat(request: Request): ResultFormat {
  const asked = new URL(request.url).searchParams.get(FORMAT_PARAMETER);
  if (asked !== null) {
    const format = resultFormatSchema.safeParse(asked);
    if (format.success) return format.data;
    throw new DocatError("options_invalid", {
      detail: `One of ${RESULT_FORMATS.join(", ")}.`,
      pointer: FORMAT_PARAMETER,
    });
  }
  const ranges = (request.headers.get("accept") ?? "").split(",", MAX_RANGES).map((range) => {
    const [type = "", ...parameters] = range.split(";");
    return { type: type.trim().toLowerCase(), weight: weightOf(parameters) };
  });
  const best = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { type } of best) {
    const format = RESULT_FORMATS.find((name) => CONTENT_TYPES[name].split(";")[0] === type);
    if (format !== undefined) return format;
    if (type === "*/*") return DEFAULT_FORMAT;
  }
  return DEFAULT_FORMAT;
}
