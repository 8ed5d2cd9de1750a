/** Translation over the whole service: a document in, its blocks out in another language, by a model server of our own. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resultSchema } from "../../lib/contracts/result.ts";
import { gibberish, type ModelServer, startModelServer } from "../support/model-server.ts";
import { pdfOfLines } from "../support/pdf-builder.ts";
import { startTestService, type TestService, withKey } from "../support/test-service.ts";

const PARAGRAPHS = [
  ["The canary sings in the morning, and 12 cats listen to it with great patience.", "Nobody knows the song."],
  ["See https://example.org/birds for 3.5 million more of them."],
];

let model: ModelServer;
let service: TestService;

beforeAll(async () => {
  model = await startModelServer();
  service = await startTestService({
    variables: {
      OPENAI_COMPATIBLE_URL: model.url,
      OPENAI_COMPATIBLE_MODEL: "local",
      OPENAI_COMPATIBLE_API_KEY: "sk-secret",
      OPENAI_COMPATIBLE_EMBEDDING_MODEL: "local-vectors",
      MODEL_PRICES: '{"compatible:local":[1,2]}',
    },
  });
});
afterAll(async () => {
  await service.close();
  await model.close();
});
beforeEach(() => {
  model.behave(null);
  model.asked.length = 0;
});

interface Ended {
  readonly id: string;
  readonly status: string;
  readonly error: { readonly code: string } | null;
}

async function translated(pdf: Uint8Array<ArrayBuffer>, options: object): Promise<Ended> {
  const body = new FormData();
  body.append("file", new Blob([pdf], { type: "application/pdf" }), "a.pdf");
  body.append("options", JSON.stringify(options));
  const sent = await fetch(`${service.platform.url}/v1/jobs`, { method: "POST", headers: withKey(service), body });
  expect(sent.status).toBe(202);
  const { id } = (await sent.json()) as Ended;
  await service.platform.idle();
  const job = await fetch(`${service.platform.url}/v1/jobs/${id}`, { headers: withKey(service) });
  return (await job.json()) as Ended;
}

async function get(id: string, query: string): Promise<Response> {
  return fetch(`${service.platform.url}/v1/jobs/${id}/result?${query}`, { headers: withKey(service) });
}
const json = async (id: string, query = "") => resultSchema.parse(await (await get(id, `format=json${query}`)).json());

describe("A translated document", () => {
  it("has the same blocks in the other language, and stays as it is in its own", async () => {
    const { id, status } = await translated(pdfOfLines(PARAGRAPHS), { translate: { to: "eo", from: "en" } });
    expect(status).toBe("succeeded");
    const [own, other] = [await json(id), await json(id, "&language=eo")];
    expect(other.pages.map(({ blocks }) => blocks.map(({ id, type }) => [id, type]))).toEqual(
      own.pages.map(({ blocks }) => blocks.map(({ id, type }) => [id, type])),
    );
    const texts = (result: typeof own) => result.pages.flatMap(({ blocks }) => blocks.map(({ text }) => text));
    expect(texts(other)).toEqual(
      texts(own).map((text) => (text.includes("https") ? expect.any(String) : gibberish(text))),
    );
    expect(texts(other).join("\n")).toContain("https://example.org/birds");
    expect(own.receipt.translation).toMatchObject({
      to: "eo",
      from: "en",
      complete: true,
      reasons: {},
      untranslated: [],
    });
    expect(own.receipt.translation?.usage).toMatchObject([{ engine: "compatible", model: "local", calls: 1 }]);
    expect(own.receipt.translation?.usage[0]?.cost).toBeGreaterThan(0);
    expect(other.warnings).toEqual([]);
  });

  it("is written in every format, and beside the original", async () => {
    const { id } = await translated(pdfOfLines(PARAGRAPHS), { translate: { to: "eo" } });
    for (const format of ["text", "markdown", "html"]) {
      expect(await (await get(id, `format=${format}&language=eo`)).text()).toContain("canaryo singso");
    }
    const both = await (await get(id, "format=markdown&language=eo&view=bilingual")).text();
    expect(both.indexOf("The canary sings")).toBeLessThan(both.indexOf("> theo canaryo singso"));
    const html = await (await get(id, "format=html&language=eo&view=bilingual")).text();
    expect(html).toMatch(/<tr><td><p[^>]*>The canary.*<\/p>\n<\/td><td lang="eo"><p>theo canaryo/);
    const beside = await json(id, "&language=eo&view=bilingual");
    expect(beside.pages[0]?.blocks[0]).toMatchObject({
      text: expect.stringContaining("The"),
      translation: { text: expect.stringContaining("theo") },
    });
  });

  it("is not there in a language that was not asked for", async () => {
    const { id } = await translated(pdfOfLines(PARAGRAPHS), { translate: { to: "eo" } });
    expect((await get(id, "language=de")).status).toBe(404);
    expect((await get(id, "language=eo&view=bilingual&format=csv")).status).toBe(400);
  });
});
