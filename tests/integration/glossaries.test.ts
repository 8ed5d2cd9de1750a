/** Glossaries over HTTP: kept, changed, imported and deleted; and demanded of the translations that are made with them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import { issueKey } from "../../lib/auth/api-key.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import type { glossarySchema } from "../../lib/contracts/glossary.ts";
import { resultSchema } from "../../lib/contracts/result.ts";
import { MAX_GLOSSARY_BODY_BYTES } from "../../lib/limits/glossary-limits.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { type Asked, gibberish, type ModelServer, startModelServer } from "../support/model-server.ts";
import { pdfOfLines } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService } from "../support/test-service.ts";

type Glossary = z.infer<typeof glossarySchema>;

const ASKED = { name: "Birds", source_language: "en", target_language: "eo" };
const TERMS = [{ source: "canary", target: "kanario" }];
const DOCUMENT = pdfOfLines([
  ["The canary sings in the morning, and the cats listen to it with patience."],
  ["Nobody knows the song."],
]);

let model: ModelServer;
let service: TestService;
let ask: (path: string, init?: RequestInit) => Promise<Response>;
let accounts = 0;
/** Translation begins when it resolves. */
let gate: Promise<void> = Promise.resolve();

/** Whoever asks with a key of an account of its own. */
async function account(tenant = `acc_${++accounts}`): Promise<typeof ask> {
  const text = generateKey("test");
  const keys = createRedisApiKeyStore(service.redis, timesToLive(service.services.retention));
  await issueKey(keys, text, tenant, { plan: "unlimited" });
  return (path, init = {}) =>
    fetch(`${service.platform.url}${path}`, { ...init, headers: { authorization: `Bearer ${text}`, ...init.headers } });
}

/** Translates as the server always does, but for the terms that it is told of. */
function obedient(text: string, { system, user }: Asked): string {
  return (system + user).includes('"kanario"') ? gibberish(text).replace("canaryo", "kanarioj") : gibberish(text);
}

beforeAll(async () => {
  model = await startModelServer();
  service = await startTestService({
    variables: { OPENAI_COMPATIBLE_URL: model.url, OPENAI_COMPATIBLE_MODEL: "local" },
    intercept: async (path) => {
      if (path === "/api/stages/enrich") await gate;
      return undefined;
    },
  });
});
afterAll(async () => {
  await service.close();
  await model.close();
});
beforeEach(async () => {
  model.behave(() => ({ translate: obedient }));
  model.asked.length = 0;
  ask = await account();
});

const send = (path: string, value: object, method = "POST") =>
  ask(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
const sendCsv = (id: string, body: string | Uint8Array<ArrayBuffer>, query = "") =>
  ask(`/v1/glossaries/${id}/terms${query}`, { method: "PUT", headers: { "content-type": "text/csv" }, body });
const told = async (response: Response) => [response.status, (await bodyOf(response)).code];

async function made(more: object = { terms: TERMS }): Promise<Glossary> {
  const response = await send("/v1/glossaries", { ...ASKED, ...more });
  expect(response.status).toBe(201);
  const glossary = (await response.json()) as Glossary;
  expect(response.headers.get("location")).toBe(`/v1/glossaries/${glossary.id}`);
  return glossary;
}

function submit(translate: object, headers: Record<string, string> = {}): Promise<Response> {
  const body = new FormData();
  body.append("file", new Blob([DOCUMENT], { type: "application/pdf" }), "a.pdf");
  body.append("options", JSON.stringify({ translate: { to: "eo", ...translate } }));
  return ask("/v1/jobs", { method: "POST", headers, body });
}

async function translated(translate: object) {
  const sent = await submit(translate);
  expect(sent.status).toBe(202);
  const { id } = await bodyOf(sent);
  await service.platform.idle();
  const job = await bodyOf(await ask(`/v1/jobs/${id}`));
  expect(job.status).toBe("succeeded");
  const result = resultSchema.parse(await (await ask(`/v1/jobs/${id}/result?format=json&language=eo`)).json());
  const texts = result.pages.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join("\n");
  return { job, texts, receipt: result.receipt.translation };
}

const sentTexts = () => model.asked.flatMap(({ texts }) => texts.map(({ text }) => text));

describe("A glossary", () => {
  it("is made, told, changed and deleted", async () => {
    const glossary = await made();
    expect(glossary).toMatchObject({ ...ASKED, description: "", version: 1, term_count: 1, terms: TERMS });
    const { terms, ...summary } = glossary;
    expect(await bodyOf(await ask("/v1/glossaries"))).toEqual({ glossaries: [summary] });
    expect(await bodyOf(await ask(`/v1/glossaries/${glossary.id}`))).toEqual(glossary);
    const changed = await bodyOf(await send(`/v1/glossaries/${glossary.id}`, { name: "Songbirds" }, "PATCH"));
    expect(changed).toMatchObject({ name: "Songbirds", version: 2, terms, created_at: glossary.created_at });
    expect((await ask(`/v1/glossaries/${glossary.id}`, { method: "DELETE" })).status).toBe(204);
    expect(await told(await ask(`/v1/glossaries/${glossary.id}`))).toEqual([404, "glossary_unknown"]);
    expect(await bodyOf(await ask("/v1/glossaries"))).toEqual({ glossaries: [] });
  });

  it("has no new version by a change that changes nothing", async () => {
    const { id } = await made();
    const same = await bodyOf(await send(`/v1/glossaries/${id}`, { name: ASKED.name, terms: TERMS }, "PATCH"));
    expect(same.version).toBe(1);
  });

  it("takes terms as CSV, in place of those that are there or beside them", async () => {
    const { id } = await made();
    const merged = await bodyOf(await sendCsv(id, 'source,target\r\n"cat, old",kato\r\n', "?mode=merge"));
    expect(merged).toMatchObject({
      version: 2,
      term_count: 2,
      terms: [...TERMS, { source: "cat, old", target: "kato" }],
    });
    const replaced = await bodyOf(await sendCsv(id, "song,kanto"));
    expect(replaced).toMatchObject({ version: 3, terms: [{ source: "song", target: "kanto" }] });
  });

  it("refuses what is none, with the line, and stays as it is", async () => {
    const { id } = await made();
    const wrong = await sendCsv(id, "a,b\nc,d,e", "?mode=merge");
    expect(wrong.status).toBe(422);
    expect(await bodyOf(wrong)).toMatchObject({ code: "glossary_invalid", detail: expect.stringMatching(/^Line 2: /) });
    expect(await told(await sendCsv(id, new Uint8Array([0xff, 0x2c, 0x41])))).toEqual([422, "glossary_invalid"]);
    expect(await told(await sendCsv(id, "a,b", "?mode=add"))).toEqual([400, "options_invalid"]);
    expect(await told(await sendCsv(id, "a".repeat(MAX_GLOSSARY_BODY_BYTES + 1)))).toEqual([413, "payload_too_large"]);
    expect(await told(await send(`/v1/glossaries/${id}/terms`, [], "PUT"))).toEqual([415, "unsupported_media_type"]);
    const twice = [...TERMS, { source: "Canary", target: "birdo" }];
    expect(await told(await send("/v1/glossaries", { ...ASKED, terms: twice }))).toEqual([422, "glossary_invalid"]);
    expect(await bodyOf(await ask(`/v1/glossaries/${id}`))).toMatchObject({ version: 1, terms: TERMS });
  });

  it("takes every change of several that come at once", async () => {
    const { id } = await made({});
    const all = await Promise.all(["a", "b", "c"].map((name) => sendCsv(id, `${name},${name}x`, "?mode=merge")));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await bodyOf(await ask(`/v1/glossaries/${id}`))).toMatchObject({ version: 4, term_count: 3 });
  });

  it("is gone with its account", async () => {
    const tenant = `acc_${++accounts}`;
    ask = await account(tenant);
    const { id } = await made();
    await service.services.glossaries.use(tenant, id);
    await send(`/v1/glossaries/${id}`, { name: "Other" }, "PATCH");
    const gone = await ask("/v1/account", { method: "DELETE", headers: { "confirm-account": tenant } });
    expect([gone.status, await bodyOf(gone)]).toMatchObject([200, { erased: { glossaries: 1 } }]);
    const keys = await service.redis.keys("docat:glossar*");
    expect(keys.filter((key) => key.endsWith(id) || key.endsWith(tenant))).toEqual([]);
  });
});

describe("A translation with a glossary", () => {
  it("uses its terms, and says with which version it was made", async () => {
    const { id } = await made();
    const { texts, job } = await translated({ glossary: id });
    expect(texts).toContain("kanarioj");
    expect(job).toMatchObject({ options: { translate: { glossary: `${id}@1` } } });
  });

  it("keeps a term that is its own translation, whatever the translator makes of it", async () => {
    const { id } = await made({ terms: [{ source: "Nobody", target: "Nobody" }] });
    expect((await translated({ glossary: id })).texts).toContain("Nobody knowso");
  });

  it("stays as it was where a term is not used", async () => {
    model.behave(null);
    const { id } = await made();
    const { texts, receipt } = await translated({ glossary: id });
    expect(texts).toContain("The canary sings");
    expect(texts).toContain("nobodyo knowso");
    expect(receipt).toMatchObject({ complete: false, reasons: { checks_failed: 1 } });
  });

  it("is made anew only of texts that hold a term that changed", async () => {
    const { id } = await made();
    await translated({ glossary: id });
    model.asked.length = 0;
    await sendCsv(id, "whale,baleno", "?mode=merge");
    await translated({ glossary: id });
    expect(sentTexts()).toEqual([]);
    await sendCsv(id, "song,kanto", "?mode=merge");
    model.behave(() => ({ translate: (text, asked) => obedient(text, asked).replace("songo", "kantono") }));
    const { texts } = await translated({ glossary: id });
    expect(sentTexts()).toEqual(["Nobody knows the song."]);
    expect(texts).toContain("kantono");
    expect(texts).toContain("kanarioj");
  });

  it("keeps the version that the job was made with", async () => {
    const { id } = await made();
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const sent = await submit({ glossary: id });
    await sendCsv(id, "canary,birdo");
    await ask(`/v1/glossaries/${id}`, { method: "DELETE" });
    resolve();
    const job = await bodyOf(sent);
    await service.platform.idle();
    const result = await ask(`/v1/jobs/${job.id}/result?format=text&language=eo`);
    expect(await result.text()).toContain("kanarioj");
  });

  it("is answered once by an idempotency key, though the glossary has changed", async () => {
    const { id } = await made();
    const headers = { "idempotency-key": "once" };
    const first = await bodyOf(await submit({ glossary: id }, headers));
    await sendCsv(id, "whale,baleno");
    expect(await bodyOf(await submit({ glossary: id }, headers))).toEqual(first);
    await service.platform.idle();
  });

  it("is refused with another account's glossary, with none, and with a version that is not the current one", async () => {
    const { id } = await made();
    const refusal = { status: 404, code: "glossary_unknown", pointer: "/options/translate/glossary" };
    expect(await bodyOf(await submit({ glossary: `${id}@2` }))).toMatchObject(refusal);
    expect(await bodyOf(await submit({ glossary: `gls_${"0".repeat(32)}` }))).toMatchObject(refusal);
    ask = await account();
    expect(await bodyOf(await submit({ glossary: id }))).toMatchObject(refusal);
  });

  it("is refused into another language than the glossary's", async () => {
    const { id } = await made();
    expect(await told(await submit({ glossary: id, to: "de" }))).toEqual([422, "glossary_invalid"]);
    expect(await told(await submit({ glossary: id, from: "de" }))).toEqual([422, "glossary_invalid"]);
    expect((await submit({ glossary: id, from: "en-GB" })).status).toBe(202);
    await service.platform.idle();
  });
});
