/** Tracer by OpenTelemetry: spans in OTLP over HTTP to a collector. Its packages are loaded at the first span. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Attributes, Context, Span, TracerProvider } from "@opentelemetry/api";
import type { Log } from "../contracts/log.ts";
import type { OpenSpan, SpanStart, Tracer } from "../contracts/tracer.ts";
import { DocatError } from "../errors/docat-error.ts";
import { EXPORT_TIMEOUT_MS, MAX_ATTRIBUTE_CHARS, MAX_WAITING_SPANS } from "../limits/observe.ts";

export interface TraceSettings {
  /** Of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  /** As OpenTelemetry writes them: `name=value,name=value`, percent-encoded. */
  readonly headers: string | undefined;
  readonly service: string;
  readonly version: string;
  readonly environment: string | undefined;
  /** The share of traces that is kept, by their ids: all stages of a job decide alike. */
  readonly share: number;
}

interface Loaded {
  readonly start: (what: SpanStart, parent: Context | undefined) => Span;
  readonly around: (span: Span) => Context;
  readonly inject: (context: Context) => Record<string, string>;
  readonly failed: (span: Span, code: string) => void;
  readonly provider: TracerProvider & { forceFlush(): Promise<void> };
}

const codeOf = (error: unknown) =>
  error instanceof DocatError ? error.code : error instanceof Error ? error.name : "unknown";

async function load(settings: TraceSettings): Promise<Loaded> {
  const [api, core, sdk, { resourceFromAttributes }, { OTLPTraceExporter }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/core"),
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const exporter = new OTLPTraceExporter({
    url: `${settings.endpoint.replace(/\/$/, "")}/v1/traces`,
    headers: core.parseKeyPairsIntoRecord(settings.headers),
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const byId = new sdk.TraceIdRatioBasedSampler(settings.share);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      "service.name": settings.service,
      "service.version": settings.version,
      ...(settings.environment === undefined ? {} : { "deployment.environment.name": settings.environment }),
    }),
    // A caller who marks each of its requests as sampled has no more of them kept than others.
    sampler: new sdk.ParentBasedSampler({ root: byId, remoteParentSampled: byId }),
    spanLimits: { attributeValueLengthLimit: MAX_ATTRIBUTE_CHARS },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter,
        maxQueueSize: MAX_WAITING_SPANS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  const tracer = provider.getTracer("docat");
  const propagator = new core.W3CTraceContextPropagator();
  const kinds = {
    server: api.SpanKind.SERVER,
    consumer: api.SpanKind.CONSUMER,
    producer: api.SpanKind.PRODUCER,
    client: api.SpanKind.CLIENT,
  };
  return {
    provider,
    start({ name, kind, facts = {}, from }, surrounding) {
      const parent = from
        ? propagator.extract(api.ROOT_CONTEXT, from, {
            keys: (headers: Headers) => [...headers.keys()],
            get: (headers: Headers, key) => headers.get(key) ?? undefined,
          })
        : (surrounding ?? api.ROOT_CONTEXT);
      return tracer.startSpan(name, { kind: kinds[kind], attributes: facts as Attributes }, parent);
    },
    around: (span) => api.trace.setSpan(api.ROOT_CONTEXT, span),
    inject(context) {
      const carrier: Record<string, string> = {};
      propagator.inject(context, carrier, api.defaultTextMapSetter);
      return carrier;
    },
    failed(span, code) {
      span.setAttribute("error.type", code);
      span.setStatus({ code: api.SpanStatusCode.ERROR, message: code });
    },
  };
}

function opened(span: Span, { failed }: Loaded): OpenSpan {
  return {
    name: (name) => void span.updateName(name),
    add: (facts) => void span.setAttributes(facts as Attributes),
    fail: (code) => failed(span, code),
  };
}

/** A collector that cannot be reached costs its spans, and a line in the log; nothing else. */
export function createOtelTracer(settings: TraceSettings, log: Pick<Log, "error">): Tracer {
  const surrounding = new AsyncLocalStorage<{
    readonly context: Context;
    readonly span: Span;
    readonly otel: Loaded;
  }>();
  let loading: Promise<Loaded> | undefined;
  return {
    async within(what, work) {
      loading ??= load(settings);
      const otel = await loading;
      const span = otel.start(what, surrounding.getStore()?.context);
      const about = opened(span, otel);
      try {
        return await surrounding.run({ context: otel.around(span), span, otel }, () => work(about));
      } catch (error) {
        about.fail(codeOf(error));
        throw error;
      } finally {
        span.end();
      }
    },
    onward() {
      const here = surrounding.getStore();
      return here === undefined ? {} : here.otel.inject(here.context);
    },
    present() {
      const { traceId: trace, spanId: span } = surrounding.getStore()?.span.spanContext() ?? {};
      return trace === undefined || span === undefined ? {} : { trace, span };
    },
    async flush() {
      if (loading === undefined) return;
      try {
        await (await loading).provider.forceFlush();
      } catch (error) {
        log.error("traces.lost", error);
      }
    },
  };
}
