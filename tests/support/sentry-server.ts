/** What Sentry's servers do with an envelope, as far as a client sees it: they take it. */
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { type LoopbackServer, listenHttp } from "./loopback-server.ts";

const eventSchema = z.looseObject({
  event_id: z.string(),
  tags: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  exception: z.object({ values: z.array(z.looseObject({ type: z.string(), value: z.string() })) }),
});
export type SentryEvent = z.infer<typeof eventSchema>;

export interface SentryServer extends AsyncDisposable {
  readonly dsn: string;
  readonly events: SentryEvent[];
  /** As they came: for what may not stand in them. */
  readonly bodies: string[];
}

export async function startSentryServer(): Promise<SentryServer> {
  const [events, bodies]: [SentryEvent[], string[]] = [[], []];
  const server: LoopbackServer = await listenHttp(async (request, response) => {
    const text = (await buffer(request)).toString("utf8");
    if (!request.url?.startsWith("/api/42/envelope/")) return void response.writeHead(404).end();
    bodies.push(text);
    // An envelope is lines of JSON: its head, then for each item a head and the item.
    const [, head = "{}", item = "null"] = text.split("\n");
    if (z.object({ type: z.string() }).parse(JSON.parse(head)).type === "event")
      events.push(eventSchema.parse(JSON.parse(item)));
    response.writeHead(200, { "content-type": "application/json" }).end('{"id":"1"}');
  });
  return {
    dsn: `http://public@127.0.0.1:${server.port}/42`,
    events,
    bodies,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
