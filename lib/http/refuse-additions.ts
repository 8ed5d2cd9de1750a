/** What takes models and minutes is for jobs: a caller who waits cannot have it. */
import type { JobOptions } from "../contracts/job-options.ts";
import type { Enclosures } from "../contracts/submitted-options.ts";
import { DocatError } from "../errors/docat-error.ts";

/** Throws `options_invalid`. */
export function refuseAdditions({ translate, embed }: JobOptions, { webhook, sinks }: Enclosures = {}): void {
  const [wanted] = Object.entries({ translate, embed, webhook, sinks }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  if (wanted === undefined) return;
  const pointer = `/options/${wanted}`;
  throw new DocatError("options_invalid", { detail: "Make a job of it: POST /v1/jobs.", pointer });
}
