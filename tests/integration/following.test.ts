/** Following jobs of the whole service, over sockets: streams that are cut anywhere, and jobs that share one reading. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventReader } from "../support/event-reader.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { createRandom } from "../support/random.ts";
import { startTestService, type TestService, withKey } from "../support/test-service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    variables: { RANGE_PAGES: "2", RETENTION_RESULT_CACHE_SECONDS: "600" },
  });
});
afterAll(() => service.close());

/** Reads until `characters` have come, and then cuts the connection. */
async function readPart(id: string, reader: EventReader, characters: number): Promise<number> {
  reader.connect();
  const headers = withKey(service, reader.lastId === null ? {} : { "last-event-id": reader.lastId });
  const response = await fetch(`${service.platform.url}/v1/jobs/${id}/events`, { headers });
  if (response.body === null) return response.status;
  const chunks = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = characters;
  while (rest > 0) {
    const { value, done } = await chunks.read();
    if (done) break;
    reader.read(value.slice(0, rest));
    rest -= value.length;
  }
  await chunks.cancel();
  return response.status;
}

async function followed(id: string, cuts: () => number): Promise<EventReader> {
  const reader = new EventReader();
  while (!reader.hasEnded) expect(await readPart(id, reader, cuts())).toBe(200);
  return reader;
}

const told = ({ events }: EventReader) => events.map(({ id, event }) => `${id} ${event}`);

describe("A stream of events", () => {
  it("that is cut at random places tells in the end what one tells that is not", async () => {
    const random = createRandom(7);
    const { id } = await service.client.createJob("a.pdf", pdfOfPages(40));
    const cut = await followed(id, () => 30 + random.below(500));
    const whole = await followed(id, () => Number.POSITIVE_INFINITY);
    expect(told(cut)).toEqual(told(whole));
    expect(told(whole).filter((event) => event.endsWith("pages"))).toHaveLength(20);
    expect(new Set(told(whole)).size).toBe(told(whole).length);
    expect(await readPart(id, cut, 100)).toBe(204);
  });

  it("of a job that has the result of another one tells of the same pages", async () => {
    const first = await service.client.createJob("b.pdf", pdfOfPages(6));
    const second = await service.client.createJob("b.pdf", pdfOfPages(6));
    const streams = await Promise.all([first, second].map(({ id }) => followed(id, () => Number.POSITIVE_INFINITY)));
    const [own, shared] = streams.map(told);
    expect(shared).toEqual(own);
    expect(streams[1]?.events.at(-1)?.data).toMatchObject({ job: second.id, status: "succeeded" });
  });

  it("is its owner's alone", async () => {
    const { id } = await service.client.createJob("c.pdf", pdfOfPages(2));
    const response = await fetch(`${service.platform.url}/v1/jobs/${id}/events`);
    expect(response.status).toBe(401);
  });
});
