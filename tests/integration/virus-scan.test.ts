/** A scanner stands at every door: the direct upload, the upload in parts, and the link. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobSchema } from "../../lib/contracts/job.ts";
import { createGuardedClient } from "../../lib/net/guarded-client.ts";
import { clamdStandIn } from "../support/clamd-stand-in.ts";
import { EICAR } from "../support/eicar.ts";
import { type LoopbackServer, listenHttp, policyWith } from "../support/loopback-server.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService } from "../support/test-service.ts";
import { uploadClient } from "../support/upload-client.ts";
import { upload } from "../support/uploads.ts";

const clean = pdfOfPages(1);
const infected = new Uint8Array(Buffer.concat([clean, Buffer.from("\n%"), EICAR, Buffer.from("\n")]));

type Door = (service: TestService, pdf: Uint8Array<ArrayBuffer>, url: string) => Promise<string>;

/** What becomes of a document at each door: the code of its error, or `succeeded`. */
const DOORS: Readonly<Record<string, Door>> = {
  async "sent whole"(service, pdf) {
    const response = await upload(service, { pdf });
    return response.status === 202 ? endOf(service, response) : String((await bodyOf(response)).code);
  },
  async "sent in parts"(service, pdf) {
    const client = uploadClient(service);
    const begun = await client.begun({ size_bytes: pdf.length });
    await client.put(begun.id, 1, pdf);
    const complete = await client.complete(begun.id);
    if (complete.status !== 200) return String((await bodyOf(complete)).code);
    return endOf(service, await client.makeJob({ upload_id: begun.id }));
  },
  async "by link"(service, _, url) {
    return endOf(service, await uploadClient(service).makeJob({ url }));
  },
};

async function endOf(service: TestService, response: Response): Promise<string> {
  const { id } = jobSchema.parse(await response.json());
  const job = await service.client.waitForJob(id, 30_000);
  return job.error?.code ?? job.status;
}

let server: LoopbackServer;
beforeAll(async () => {
  server = await listenHttp((request, response) => response.end(request.url === "/infected" ? infected : clean));
});
afterAll(() => server[Symbol.asyncDispose]());

function start(port: number, onFailure: string): Promise<TestService> {
  return startTestService({
    links: createGuardedClient({ resolve: async () => ["127.0.0.1"], policy: policyWith(server.port) }),
    variables: { CLAMAV_HOST: "127.0.0.1", CLAMAV_PORT: String(port), CLAMAV_ON_FAILURE: onFailure },
  });
}
const urlOf = (path: string) => `http://documents.example:${server.port}${path}`;

describe.each(Object.entries(DOORS))("A document %s", (_, door) => {
  it("comes in when the scanner finds it clean, and not when it finds a virus", async () => {
    await using scanner = await clamdStandIn();
    const service = await start(scanner.port, "reject");
    try {
      expect(await door(service, clean, urlOf("/clean"))).toBe("succeeded");
      expect(await door(service, infected, urlOf("/infected"))).toBe("virus_found");
    } finally {
      await service.close();
    }
  });

  it("comes in without a verdict only where the setting says so", async () => {
    const gone = await clamdStandIn();
    await gone[Symbol.asyncDispose]();
    const service = await start(gone.port, "allow");
    try {
      expect(await door(service, clean, urlOf("/clean"))).toBe("succeeded");
    } finally {
      await service.close();
    }
  });
});

describe("Without a scanner that answers", () => {
  it.each(["sent whole", "sent in parts"])("a document %s is to be sent again later", async (name) => {
    const gone = await clamdStandIn();
    await gone[Symbol.asyncDispose]();
    const service = await start(gone.port, "reject");
    try {
      expect(await DOORS[name]?.(service, clean, "")).toBe("scan_unavailable");
    } finally {
      await service.close();
    }
  });
});
