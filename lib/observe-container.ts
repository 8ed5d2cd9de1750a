/** Builds what is told of the service's work: the log, the traces, the reports of errors. */
import type { Log } from "./contracts/log.ts";
import type { Metrics } from "./contracts/metrics.ts";
import type { Tracer } from "./contracts/tracer.ts";
import type { Env } from "./env.ts";
import { createJsonLog } from "./json-log.ts";
import { countingLog } from "./metrics/event-metrics.ts";
import { createErrorReports, NO_REPORTS } from "./observe/error-reports.ts";
import { NO_TRACER } from "./observe/no-tracer.ts";
import { createOtelTracer } from "./observe/otel-tracer.ts";
import { presentWork, REQUEST_HEADER } from "./observe/present-work.ts";
import { reportingLog } from "./observe/reporting-log.ts";

interface Observed {
  readonly log: Log;
  readonly tracer: Tracer;
  /** Hands over what collectors have not been told yet. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Headers of a message that is published now: from which request it comes, and its trace. */
  readonly carried: () => Readonly<Record<string, string>>;
}

function tracerOf(env: Env, version: string, log: Pick<Log, "error">): Tracer {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = env;
  if (endpoint === undefined) return NO_TRACER;
  const settings = {
    endpoint,
    headers,
    service: env.OTEL_SERVICE_NAME,
    version,
    environment: env.VERCEL_ENV,
    share: env.OTEL_TRACES_SAMPLER_ARG,
  };
  return createOtelTracer(settings, log);
}

/** Whatever is logged is counted in `metrics`, too; `lastErrors` keeps how each model failed last. */
export function buildObserved(
  env: Env,
  deps: { readonly version: string; readonly metrics: Metrics; readonly lastErrors: Map<string, string> },
): Observed {
  const { version } = deps;
  const tracer = tracerOf(env, version, { error: (...line) => written.error(...line) });
  const written = createJsonLog(undefined, {
    level: env.LOG_LEVEL,
    about: () => ({ ...presentWork(), ...tracer.present() }),
  });
  const { SENTRY_DSN: dsn, VERCEL_ENV: environment } = env;
  const reports = dsn === undefined ? NO_REPORTS : createErrorReports({ dsn, release: version, environment });
  return {
    log: countingLog(reportingLog(written, reports), deps.metrics, deps.lastErrors),
    tracer,
    async flush() {
      await Promise.all([tracer.flush(), reports.flush()]);
    },
    carried() {
      const request = presentWork()?.request;
      return { ...tracer.onward(), ...(request === undefined ? {} : { [REQUEST_HEADER]: request }) };
    },
  };
}
