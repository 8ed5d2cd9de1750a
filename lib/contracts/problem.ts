/** RFC 9457 problem documents: the body of every error answer, and the `error` of a failed job. */
import { z } from "zod";
import type { DocatError } from "../errors/docat-error.ts";
import { ERROR_CODES, ERROR_TABLE } from "../errors/error-table.ts";

export const problemSchema = z.object({
  /** A URI reference that names the kind of problem. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(ERROR_CODES),
  detail: z.string().optional(),
  /** Whether the same request may succeed later. */
  retryable: z.boolean(),
  /** Where in the request: a JSON pointer, a header's or a field's name. */
  pointer: z.string().optional(),
});

export type Problem = z.infer<typeof problemSchema>;

/** The problem document of an error. Its `cause` and stack stay inside. */
export function toProblem(error: DocatError): Problem {
  const row = ERROR_TABLE[error.code];
  return {
    type: `urn:docat:problem:${error.code}`,
    title: row.title,
    status: row.status,
    code: error.code,
    retryable: row.retryable,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.pointer === undefined ? {} : { pointer: error.pointer }),
  };
}
