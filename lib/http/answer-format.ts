/** The format of a result: by the query, else by what the caller accepts (RFC 9110, 12.5.1). */
import { ANSWER_FORMATS, type AnswerFormat } from "../contracts/result-view.ts";
import { DocatError } from "../errors/docat-error.ts";
import { CONTENT_TYPES } from "./content-types.ts";

/** The query's parameter. */
export const FORMAT_PARAMETER = "format";
/** Parts of an `Accept` that are looked at. */
const MAX_RANGES = 32;

interface MediaRange {
  readonly type: string;
  readonly weight: number;
  readonly place: number;
}

function weightOf(parameters: readonly string[]): number {
  const quality = parameters.map((text) => /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(text)?.[1]).find(Boolean);
  return quality === undefined ? 1 : Math.min(1, Number(quality));
}

function rangesOf(accept: string): MediaRange[] {
  return accept.split(",", MAX_RANGES).flatMap((range, place) => {
    const [type = "", ...parameters] = range.split(";");
    const name = type.trim().toLowerCase();
    return name === "" ? [] : [{ type: name, weight: weightOf(parameters), place }];
  });
}

/** How closely a range names a type: 2 by its name, 1 by its first half, 0 for any; -1 when it does not. */
function closeness(range: string, type: string): number {
  if (range === type) return 2;
  if (range === `${type.split("/")[0]}/*`) return 1;
  return range === "*/*" ? 0 : -1;
}

/** What a caller's closest range says of a type; undefined when none names it. */
function judged(type: string, ranges: readonly MediaRange[]) {
  const fitting = ranges.flatMap((range) => {
    const close = closeness(range.type, type);
    return close < 0 ? [] : [{ ...range, close }];
  });
  return fitting.sort((a, b) => b.close - a.close || a.place - b.place)[0];
}

function accepted<F extends AnswerFormat>(accept: string, formats: readonly F[], fallback: F): F {
  const ranges = rangesOf(accept);
  if (ranges.length === 0) return fallback;
  const preferred = [fallback, ...formats.filter((format) => format !== fallback)];
  const fitting = preferred.flatMap((format) => {
    const range = judged(CONTENT_TYPES[format].split(";")[0] ?? "", ranges);
    return range === undefined || range.weight === 0 ? [] : [{ format, ...range }];
  });
  const [best] = fitting.sort((a, b) => b.weight - a.weight || b.close - a.close || a.place - b.place);
  if (best !== undefined) return best.format;
  const types = formats.map((format) => CONTENT_TYPES[format].split(";")[0]);
  throw new DocatError("not_acceptable", { detail: `There is ${types.join(", ")}.`, pointer: "Accept" });
}

/**
 * One of `formats`; `fallback` where the caller takes anything. Among types that are equally welcome the one counts that is named most closely, then the
 * one that is named first. Throws `options_invalid` for a format that there is not, `not_acceptable` when there is none that the caller takes.
 */
export function formatAmong<F extends AnswerFormat>(request: Request, formats: readonly F[], fallback: F): F {
  const asked = new URL(request.url).searchParams.get(FORMAT_PARAMETER);
  if (asked === null) return accepted(request.headers.get("accept") ?? "", formats, fallback);
  const format = formats.find((name) => name === asked);
  if (format !== undefined) return format;
  throw new DocatError("options_invalid", { detail: `One of ${formats.join(", ")}.`, pointer: FORMAT_PARAMETER });
}

/** The same of all formats: Markdown where the caller takes anything. */
export function answerFormat(request: Request): AnswerFormat {
  return formatAmong(request, ANSWER_FORMATS, "markdown");
}
