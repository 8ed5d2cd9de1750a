/** What takes models and minutes is for jobs: a caller who waits cannot have it. */
import type { JobOptions } from "../contracts/job-options.ts";
import { DocatError } from "../errors/docat-error.ts";

/** Throws `options_invalid`. */
export function refuseAdditions({ translate, embed }: JobOptions): void {
  if (translate === undefined && embed === undefined) return;
  const pointer = translate !== undefined ? "/options/translate" : "/options/embed";
  throw new DocatError("options_invalid", { detail: "Make a job of it: POST /v1/jobs.", pointer });
}
