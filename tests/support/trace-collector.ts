/** A collector of traces in this process, which speaks OTLP over HTTP with JSON. */
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { type LoopbackServer, listenHttp } from "./loopback-server.ts";

const valueSchema = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  boolValue: z.boolean().optional(),
  doubleValue: z.number().optional(),
});
const attributesSchema = z
  .array(z.object({ key: z.string(), value: valueSchema }))
  .transform((list) =>
    Object.fromEntries(
      list.map(({ key, value: { stringValue, intValue, boolValue, doubleValue } }) => [
        key,
        stringValue ?? (intValue === undefined ? (boolValue ?? doubleValue) : Number(intValue)),
      ]),
    ),
  );
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: attributesSchema,
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).optional(),
});
const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: attributesSchema }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});
export type ToldSpan = z.infer<typeof spanSchema> & { readonly resource: Readonly<Record<string, unknown>> };

export interface TraceCollector extends AsyncDisposable {
  readonly url: string;
  readonly spans: ToldSpan[];
  /** As it came: for what may not stand in it. */
  readonly bodies: string[];
  readonly headers: Headers[];
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const [spans, bodies, headers]: [ToldSpan[], string[], Headers[]] = [[], [], []];
  const server: LoopbackServer = await listenHttp(async (request, response) => {
    const text = (await buffer(request)).toString("utf8");
    if (request.method !== "POST" || request.url !== "/v1/traces") return void response.writeHead(404).end();
    bodies.push(text);
    headers.push(new Headers(request.headers as Record<string, string>));
    for (const { resource, scopeSpans } of exportSchema.parse(JSON.parse(text)).resourceSpans)
      for (const scope of scopeSpans)
        for (const span of scope.spans) spans.push({ ...span, resource: resource.attributes });
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    spans,
    bodies,
    headers,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
