/** Requests made from the OpenAPI document, bad ones above all: none meets a fault of ours, or an answer that the document does not tell of. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policyOf } from "../../lib/http/route-policies.ts";
import type { ApiDocument } from "../support/documented-answers.ts";
import { type FuzzedRequest, requestsTo } from "../support/fuzzed-requests.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { fc } from "../support/property.ts";
import { startTestService, type TestService, withKey } from "../support/test-service.ts";

/** Requests to each operation; FUZZ_RUNS asks for more. FUZZ_SEED plays one run again. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 25);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);

const ADMIN_KEY = `admin_${"a".repeat(32)}`;

/** With a key that the route lets in: what is behind the door is looked at. */
async function send(service: TestService, name: string, request: FuzzedRequest): Promise<Response> {
  const { method, path, body } = request;
  const [verb = "", route = ""] = name.split(" ");
  const headers = withKey(service, request.headers);
  if (policyOf(verb, route)?.scope === "operator") headers.authorization = `Bearer ${ADMIN_KEY}`;
  const init = method === "GET" || method === "HEAD" ? {} : { body };
  return fetch(`${service.platform.url}${path}`, {
    method,
    headers: withKey(service, headers),
    redirect: "manual",
    ...init,
  });
}

describe("Requests made from the OpenAPI document", () => {
  let service: TestService;
  let document: ApiDocument;
  let known: string[] = [];
  beforeAll(async () => {
    service = await startTestService({
      nonsense: true,
      variables: { ADMIN_API_KEY: ADMIN_KEY, REQUESTS_PER_MINUTE: "1000000" },
    });
    document = (await (await fetch(`${service.platform.url}/v1/openapi.json`)).json()) as ApiDocument;
    const done = await service.client.createJob("a.pdf", pdfOfPages(2));
    await service.client.waitForJob(done.id, 30_000);
    const begun = { name: "a.pdf", size_bytes: 5_000_000 };
    const upload = await fetch(`${service.platform.url}/v1/uploads`, {
      method: "POST",
      headers: withKey(service, { "content-type": "application/json" }),
      body: JSON.stringify(begun),
    });
    known = [done.id, ((await upload.json()) as { id: string }).id, "1"];
  });
  afterAll(() => service.close());

  it("meet no fault of ours", async () => {
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    // What takes things away comes last, so that the others meet something.
    const order = operations.toSorted((a, b) => Number(a.startsWith("DELETE")) - Number(b.startsWith("DELETE")));
    const samples = [pdfOfPages(1), new Uint8Array(0), new TextEncoder().encode("%PDF-1.7\n%%EOF")];
    const statuses = new Map<number, number>();
    for (const name of order) {
      await fc.assert(
        fc.asyncProperty(requestsTo(document, name, { known, samples }), async (request) => {
          const { status, body } = await send(service, name, request);
          await body?.cancel();
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          expect(status, `${request.method} ${request.path}`).toBeLessThan(500);
        }),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
    }
    // Enough of them got past the door.
    expect([...statuses.keys()].filter((status) => status < 300).length).toBeGreaterThan(0);
    await service.platform.idle();
  }, 600_000);
});
