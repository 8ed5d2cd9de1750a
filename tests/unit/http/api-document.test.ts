/** The OpenAPI document and its page: sound, complete, and harmless to look at. */
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { beforeAll, describe, expect, it } from "vitest";
import { buildServices } from "../../../lib/container.ts";
import { parseEnv } from "../../../lib/env.ts";
import { type ApiDocument as Document, referencePage } from "../../../lib/http/reference-page.ts";
import { ROUTE_POLICIES } from "../../../lib/http/route-policies.ts";
import { createV1 } from "../../../lib/http/v1.ts";
import { type ApiDocument, DocumentedAnswers } from "../../support/documented-answers.ts";

/** Nothing is reached: the document is made of the routes alone. */
const ENV = parseEnv({
  KV_REST_API_URL: "http://127.0.0.1:9",
  KV_REST_API_TOKEN: "none",
  QSTASH_TOKEN: "none",
  QSTASH_CURRENT_SIGNING_KEY: "current",
  QSTASH_NEXT_SIGNING_KEY: "next",
  PUBLIC_BASE_URL: "http://127.0.0.1:9",
  DATA_KEY: Buffer.alloc(32, 7).toString("base64"),
});

/** The core protocol of tus describes itself, and answers programs that know it. */
const UNDESCRIBED = /\/v1\/tus/;

describe("The OpenAPI document", () => {
  const app = createV1(buildServices(ENV));
  let text = "";
  let document: ApiDocument;
  beforeAll(async () => {
    text = await (await app.request("/v1/openapi.json")).text();
    document = JSON.parse(text) as ApiDocument;
  });

  it("satisfies a linter's recommended rules", async () => {
    // The document itself and its page refuse nobody.
    const rules = { "operation-4xx-response": "off" } as const;
    const config = await createConfig({ extends: ["recommended"], rules });
    const problems = await lintFromString({ source: text, absoluteRef: "openapi.json", config });
    expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual(
      [],
    );
  });

  it("tells of every route that there is, and of no other", () => {
    const routes = Object.keys(ROUTE_POLICIES).filter((name) => !UNDESCRIBED.test(name));
    expect(new DocumentedAnswers(document).names.sort()).toEqual(routes.sort());
  });

  it("asks for a credential where the route's policy does, and nowhere else", () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const policy = ROUTE_POLICIES[`${method.toUpperCase()} ${path}`];
        const isOpen = (operation as { readonly security?: readonly object[] }).security?.length === 0;
        expect([path, method, isOpen]).toEqual([path, method, policy?.scope === null]);
      }
    }
  });

  it("finds an answer out that it does not tell of", async () => {
    const faultsOf = async (method: string, path: string, response: Response) => {
      const answers = new DocumentedAnswers(document);
      await answers.checked(method, path, response).text();
      return [...answers.faults];
    };
    const json = (body: object, status = 200) => Response.json(body, { status, headers: { etag: 'W/"1"' } });
    expect(await faultsOf("GET", "/v1/jobs/x", json({ id: "job_x" }))).toHaveLength(1);
    expect(await faultsOf("GET", "/v1/jobs/x", json({}, 418))).toHaveLength(1);
    expect(await faultsOf("GET", "/v1/jobs/x", new Response("text", { headers: { etag: 'W/"1"' } }))).toHaveLength(1);
    expect(await faultsOf("DELETE", "/v1/uploads/x", json({}, 200))).toHaveLength(1);
    expect(await faultsOf("GET", "/v1/nothing", json({}))).toHaveLength(1);
    expect(await faultsOf("GET", "/v1/openapi.json", json({ openapi: "3.1.0" }))).toEqual([]);
  });
});

describe("The reference page", () => {
  const app = createV1(buildServices(ENV));

  it("shows every operation, and runs nothing", async () => {
    const response = await app.request("/docs");
    const page = await response.text();
    const document = (await (await app.request("/v1/openapi.json")).json()) as ApiDocument;
    const ids = Object.values(document.paths).flatMap((item) => Object.values(item)) as { operationId?: string }[];
    for (const { operationId } of ids) expect(page).toContain(`id="${operationId}"`);
    expect(page).not.toMatch(/<script|javascript:|\son\w+=|https?:\/\//i);
    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it("escapes what the document says", () => {
    const operation = { operationId: "x", tags: ["T"], summary: "<img src=x onerror=alert(1)>", responses: {} };
    const document = {
      openapi: "3.1.0",
      info: { title: '"><script>alert(1)</script>', version: "1" },
      tags: [{ name: "T" }],
      paths: { "/x": { get: operation } },
    } as unknown as Document;
    const page = referencePage(document);
    expect(page).not.toContain("<script>");
    expect(page).not.toContain("<img");
  });
});
