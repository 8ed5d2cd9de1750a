/** An index that speaks Upstash Vector's REST protocol, as far as it is used: upserts by namespace, with vectors or with data to be embedded, and fetching. */
import { z } from "zod";
import { listenOnLoopback } from "../../dev/http/loopback-listener.ts";

const entrySchema = z.strictObject({
  id: z.string(),
  vector: z.array(z.number()).optional(),
  data: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
export type VectorEntry = z.infer<typeof entrySchema>;

export interface VectorServer {
  readonly url: string;
  readonly token: string;
  /** Namespace → id → entry. */
  readonly namespaces: ReadonlyMap<string, ReadonlyMap<string, VectorEntry>>;
  close(): Promise<void>;
}

/** Its own model: the lengths of words. */
const embedded = (data: string) => Array.from({ length: 3 }, (_, at) => data.split(" ")[at]?.length ?? 0);

const bad = (error: string, status: number) => Response.json({ error, status }, { status });

export async function startVectorServer(): Promise<VectorServer> {
  const token = "vector-token-of-the-tests";
  const namespaces = new Map<string, Map<string, VectorEntry>>();
  const upsert = (name: string, entries: readonly VectorEntry[], hasVectors: boolean): Response => {
    const space = namespaces.get(name) ?? new Map<string, VectorEntry>();
    namespaces.set(name, space);
    for (const entry of entries) {
      if ((entry.vector === undefined) === hasVectors) return bad("Invalid vector", 422);
      space.set(entry.id, hasVectors ? entry : { ...entry, vector: embedded(entry.data ?? "") });
    }
    return Response.json({ result: "Success" });
  };
  const { url, close } = await listenOnLoopback(0, async (request) => {
    if (request.headers.get("authorization") !== `Bearer ${token}`) return bad("Unauthorized: Invalid auth token", 401);
    const [, verb = "", name = ""] = new URL(request.url).pathname.split("/");
    const body: unknown = await request.json();
    if (verb === "upsert" || verb === "upsert-data") {
      const entries = z.union([z.array(entrySchema), entrySchema.transform((one) => [one])]).safeParse(body);
      return entries.success
        ? upsert(decodeURIComponent(name), entries.data, verb === "upsert")
        : bad("Invalid body", 400);
    }
    if (verb === "fetch") {
      const { ids } = z.object({ ids: z.array(z.string()) }).parse(body);
      const space = namespaces.get(decodeURIComponent(name));
      return Response.json({ result: ids.map((id) => space?.get(id) ?? null) });
    }
    return bad("Not found", 404);
  });
  return { url, token, namespaces, close };
}
