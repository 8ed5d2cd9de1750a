/** An index of vectors without sockets, as a sink: what was written, and whether it was ever written otherwise. */
import type { Backend } from "./switchboard.ts";

export const SINK_VARIABLES = { UPSTASH_VECTOR_REST_URL: "http://sink.test", UPSTASH_VECTOR_REST_TOKEN: "sink" };

export interface SinkBackend extends Backend {
  /** Id → every entry that was written under it. */
  readonly entries: Map<string, Set<string>>;
  restart(): void;
}

export function openSink(): SinkBackend {
  const entries = new Map<string, Set<string>>();
  return {
    entries,
    name: () => "sink:upsert",
    async answer(request) {
      for (const entry of (await request.json()) as readonly { readonly id: string }[]) {
        entries.set(entry.id, (entries.get(entry.id) ?? new Set()).add(JSON.stringify(entry)));
      }
      return Response.json({ result: "Success" });
    },
    restart: () => entries.clear(),
  };
}
