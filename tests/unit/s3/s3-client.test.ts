/** What the client makes of a store that does not do as it should. */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { DocatError } from "../../../lib/errors/docat-error.ts";
import { MAX_OBJECT_REPLY_BYTES } from "../../../lib/limits/object-limits.ts";
import type { S3Settings } from "../../../lib/s3/s3-address.ts";
import { createS3ObjectStore } from "../../../lib/s3/s3-object-store.ts";
import { listenHttp } from "../../support/loopback-server.ts";

type Answer = (response: ServerResponse, request: IncomingMessage, call: number) => void;
const OPEN = { name: "object", sending: "sending" };

async function against<T>(answer: Answer, use: (store: ReturnType<typeof createS3ObjectStore>) => Promise<T>) {
  let calls = 0;
  await using server = await listenHttp((request, response) => {
    calls += 1;
    const call = calls;
    request.resume().on("end", () => answer(response, request, call));
  });
  const settings: S3Settings = {
    ...{ endpoint: `http://127.0.0.1:${server.port}`, region: "auto", bucket: "bucket", prefix: "" },
    ...{ accessKeyId: "ACCESS-KEY", secretAccessKey: "SECRET-KEY" },
  };
  const outcome = await use(createS3ObjectStore(settings)).catch((error: unknown) => error as DocatError);
  return { outcome, calls };
}

const reply =
  (status: number, body = ""): Answer =>
  (response) =>
    void response.writeHead(status).end(body);
const UNAVAILABLE = { code: "store_unavailable" };

describe("A call", () => {
  it("is tried again when the store has trouble, and then answered", async () => {
    const answer: Answer = (response, _, call) => reply(call < 3 ? 503 : 204)(response, _, call);
    expect(await against(answer, (store) => store.delete("object"))).toEqual({ outcome: undefined, calls: 3 });
  });

  it("is given up after three tries", async () => {
    const { outcome, calls } = await against(reply(500), (store) => store.delete("object"));
    expect(outcome).toMatchObject(UNAVAILABLE);
    expect(calls).toBe(3);
  });

  it("is not tried again when the store refuses it", async () => {
    const { outcome, calls } = await against(reply(403, "<Error><Code>AccessDenied</Code></Error>"), (store) =>
      store.delete("object"),
    );
    expect(outcome).toMatchObject({ ...UNAVAILABLE, cause: { message: "Object store: 403 AccessDenied" } });
    expect(calls).toBe(1);
  });

  it("follows no redirect", async () => {
    const elsewhere: Answer = (response) => response.writeHead(307, { location: "/elsewhere" }).end();
    const { outcome, calls } = await against(elsewhere, (store) => store.delete("object"));
    expect(outcome).toMatchObject(UNAVAILABLE);
    expect(calls).toBe(1);
  });

  it("tells a bucket that is not there from an object that is not there", async () => {
    const lost = await against(reply(404, "<Error><Code>NoSuchKey</Code></Error>"), (store) => store.read("a", 0, 1));
    expect(lost.outcome).toMatchObject({ code: "document_lost" });
    const wrong = await against(reply(404, "<Error><Code>NoSuchBucket</Code></Error>"), (store) =>
      store.read("a", 0, 1),
    );
    expect(wrong.outcome).toMatchObject(UNAVAILABLE);
  });

  it("puts nothing secret into its errors, whatever the store answers", async () => {
    const echo: Answer = (response, request) => {
      const { authorization = "" } = request.headers;
      response.writeHead(400).end(`<Error><Code>${authorization}</Code><Message>${request.url}</Message></Error>`);
    };
    const { outcome } = await against(echo, (store) => store.partsOf(OPEN));
    expect(outcome).toMatchObject(UNAVAILABLE);
    expect(inspect(outcome, { depth: 9 })).not.toMatch(/ACCESS-KEY|SECRET-KEY|Signature|sending/);
  });

  it("reads no more of a reply than there may be", async () => {
    const long = reply(200, `<UploadId>${"x".repeat(MAX_OBJECT_REPLY_BYTES)}</UploadId>`);
    expect((await against(long, (store) => store.begin("a"))).outcome).toMatchObject(UNAVAILABLE);
  });
});

describe("Parts", () => {
  it("are not joined when the store says so after it had said 200", async () => {
    const late = reply(200, '<?xml version="1.0"?>\n   <Error><Code>InternalError</Code></Error>');
    const { outcome } = await against(late, (store) => store.join(OPEN, []));
    expect(outcome).toMatchObject({ ...UNAVAILABLE, cause: { message: expect.stringContaining("InternalError") } });
  });

  it("are sent under their hash, so that the store takes nothing else for them", async () => {
    const bytes = Buffer.from("part");
    let said: unknown;
    const answer: Answer = (response, request) => {
      said = request.headers["x-amz-content-sha256"];
      response.writeHead(200, { etag: '"tag"' }).end();
    };
    const { outcome } = await against(answer, (store) => store.putPart(OPEN, 7, bytes));
    expect(outcome).toEqual({ number: 7, sizeBytes: 4, tag: '"tag"' });
    expect(said).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  it("are listed from a bounded number of pages", async () => {
    const endless: Answer = (response, _, call) => {
      const part = `<Part><PartNumber>${call}</PartNumber><ETag>t</ETag><Size>1</Size></Part>`;
      response.end(`${part}<NextPartNumberMarker>${call}</NextPartNumberMarker><IsTruncated>true</IsTruncated>`);
    };
    const { outcome, calls } = await against(endless, (store) => store.partsOf(OPEN));
    expect(outcome).toHaveLength(calls);
    expect(calls).toBe(10);
  });
});

describe("Bytes", () => {
  it("that break off are no object", async () => {
    const half: Answer = (response) => {
      response.writeHead(206, { "content-length": "10" }).write("half", () => response.destroy());
    };
    expect((await against(half, (store) => store.read("a", 0, 10))).outcome).toMatchObject(UNAVAILABLE);
    const drain = async (store: ReturnType<typeof createS3ObjectStore>) => {
      for await (const _ of store.stream("a"));
    };
    expect((await against(half, drain)).outcome).toMatchObject(UNAVAILABLE);
  });

  it("of the whole object are no range", async () => {
    const { outcome } = await against(reply(200, "0123456789"), (store) => store.read("a", 2, 5));
    expect(outcome).toMatchObject(UNAVAILABLE);
  });
});
