/** Errors told to Sentry, by its own core package: the code, the scrubbed message, the stack of our code, and where it happened. Nothing of requests, users, hosts or variables. Loaded at the first error. */
import type { ErrorEvent, Exception, StackFrame } from "@sentry/core";
import type { ServerRuntimeClientOptions } from "@sentry/core/server";
import { EXPORT_TIMEOUT_MS, MAX_REPORTS_PER_MINUTE } from "../limits/observe.ts";
import { scrub } from "./scrub.ts";

export interface ReportSettings {
  readonly dsn: string;
  readonly release: string;
  readonly environment: string | undefined;
}

export interface ErrorReports {
  /** `facts` become tags by which reports can be found. */
  report(event: string, error: unknown, facts: Readonly<Record<string, string | number>>): void;
  /** Never rejects. */
  flush(): Promise<void>;
}

export const NO_REPORTS: ErrorReports = { report() {}, flush: async () => {} };

/** A frame without the lines and variables around it. */
function frameOf({ function: name, filename, lineno, colno, in_app }: StackFrame): StackFrame {
  return {
    ...(name === undefined ? {} : { function: scrub(name) }),
    ...(filename === undefined ? {} : { filename }),
    ...(lineno === undefined ? {} : { lineno }),
    ...(colno === undefined ? {} : { colno }),
    ...(in_app === undefined ? {} : { in_app }),
  };
}

function exceptionOf({ type, value, stacktrace, mechanism }: Exception): Exception {
  return {
    ...(type === undefined ? {} : { type }),
    ...(value === undefined ? {} : { value: scrub(value) }),
    ...(stacktrace?.frames === undefined ? {} : { stacktrace: { frames: stacktrace.frames.map(frameOf) } }),
    ...(mechanism === undefined ? {} : { mechanism }),
  };
}

/** Only what is named here leaves. */
function scrubbed(event: ErrorEvent): ErrorEvent {
  const { event_id, timestamp, platform, level, release, environment, tags, fingerprint, exception, sdk } = event;
  const kept = { event_id, timestamp, platform, level, release, environment, tags, fingerprint, sdk };
  const known = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  return {
    ...known,
    type: undefined,
    exception: { values: (exception?.values ?? []).map(exceptionOf) },
  };
}

async function loadClient({ dsn, release, environment }: ReportSettings) {
  const [core, server] = await Promise.all([import("@sentry/core"), import("@sentry/core/server")]);
  const options: ServerRuntimeClientOptions = {
    dsn,
    release,
    ...(environment === undefined ? {} : { environment }),
    platform: "node",
    integrations: [core.linkedErrorsIntegration()],
    stackParser: core.createStackParser(server.nodeStackLineParser()),
    sendClientReports: false,
    beforeSend: scrubbed,
    transport: (target) =>
      core.createTransport(target, async ({ body }) => {
        const answer = await fetch(target.url, {
          method: "POST",
          body: typeof body === "string" ? body : Buffer.from(body),
          headers: target.headers ?? {},
          signal: AbortSignal.timeout(EXPORT_TIMEOUT_MS),
        });
        await answer.body?.cancel();
        return {
          statusCode: answer.status,
          headers: {
            "x-sentry-rate-limits": answer.headers.get("x-sentry-rate-limits"),
            "retry-after": answer.headers.get("retry-after"),
          },
        };
      }),
  };
  const client = new server.ServerRuntimeClient(options);
  client.init();
  return { client, Scope: core.Scope };
}

/** At most MAX_REPORTS_PER_MINUTE: an outage is one thing, told a few times. */
export function createErrorReports(
  settings: ReportSettings,
  now: () => number = () => performance.now(),
): ErrorReports {
  let loading: ReturnType<typeof loadClient> | undefined;
  let minute = { since: Number.NEGATIVE_INFINITY, count: 0 };
  const telling = new Set<Promise<void>>();
  const tell = async (event: string, error: unknown, facts: Readonly<Record<string, string | number>>) => {
    loading ??= loadClient(settings);
    const { client, Scope } = await loading;
    const scope = new Scope();
    scope.setTags({ event, ...facts });
    scope.setFingerprint([event, String(facts.code ?? (error instanceof Error ? error.name : typeof error))]);
    client.captureException(error, { originalException: error }, scope);
  };
  return {
    report(event, error, facts) {
      if (now() - minute.since >= 60_000) minute = { since: now(), count: 0 };
      minute.count += 1;
      if (minute.count > MAX_REPORTS_PER_MINUTE) return;
      // Whoever reports errors must not make one.
      const told = tell(event, error, facts).catch(() => {});
      telling.add(told);
      void told.finally(() => telling.delete(told));
    },
    async flush() {
      await Promise.all(telling);
      if (loading === undefined) return;
      await loading.then(({ client }) => client.flush(EXPORT_TIMEOUT_MS)).catch(() => {});
    },
  };
}
