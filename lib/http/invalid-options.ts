/** What a caller is told of a value that its schema does not take: the first problem, and where it is. */
import type { z } from "zod";
import { DocatError } from "../errors/docat-error.ts";

/** `within` is where the value itself stands, as a JSON pointer. */
export function invalidOptions({ issues }: z.core.$ZodError, within = ""): DocatError {
  const [issue] = issues;
  const pointer = [within, ...(issue?.path ?? [])].join("/");
  return new DocatError("options_invalid", { detail: issue?.message ?? "Not valid.", pointer });
}
