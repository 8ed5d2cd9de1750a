/** The same log, whose errors are reported as well. */
import type { Log } from "../contracts/log.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { ErrorReports } from "./error-reports.ts";
import { presentWork } from "./present-work.ts";

/** Names of jobs, stages and the like that reports can be found by; what else a line has stays in the log. */
const TAGS = ["job", "stage", "engine", "sink", "page"] as const;

export function reportingLog(log: Log, reports: ErrorReports): Log {
  return {
    info: (event, fields) => log.info(event, fields),
    error(event, error, fields = {}) {
      const { request, job, stage, attempt } = presentWork() ?? {};
      const facts: Record<string, string | number> = {};
      for (const [name, value] of Object.entries({ request, job, stage, attempt }))
        if (value !== undefined) facts[name] = value;
      for (const name of TAGS) {
        const value = fields[name];
        if (typeof value === "string" || typeof value === "number") facts[name] = value;
      }
      if (error instanceof DocatError) facts.code = error.code;
      reports.report(event, error, facts);
      log.error(event, error, fields);
    },
  };
}
