/** Every route × everybody who may ask: its owner, another account, nobody, a credential without the scope, one that has ended. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiKeyRecord, issueKey } from "../../lib/auth/api-key.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import { UNLIMITED_PLAN } from "../../lib/auth/plan.ts";
import { ACCOUNT_SCOPES, type Scope } from "../../lib/auth/scope.ts";
import { createDirect } from "../../lib/http/direct.ts";
import { ROUTE_POLICIES } from "../../lib/http/route-policies.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { NO_ADDRESS_LIMITS } from "../support/account-client.ts";
import { MATRIX, type MatrixRow } from "../support/identity-matrix.ts";
import { startTestService, type TestService } from "../support/test-service.ts";

const ADMIN_API_KEY = "a".repeat(40);
const OWNER = "acc_development";
const OTHER = "acc_other";

/** The same address with names of the same kind that nobody has. */
function unknownNames(names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(names).map(([name, value]) => {
    const start = value.indexOf("_") + 1;
    return [name, name === "number" ? value : value.slice(0, start) + "0".repeat(value.length - start)] as const;
  });
  return Object.fromEntries(entries);
}

describe("Every route", () => {
  let service: TestService;
  beforeAll(async () => {
    const sink = { UPSTASH_VECTOR_REST_URL: "http://127.0.0.1:9", UPSTASH_VECTOR_REST_TOKEN: "token-of-nobody" };
    const variables = { ADMIN_API_KEY, REQUESTS_PER_MINUTE: "100000", LIMITS: NO_ADDRESS_LIMITS, ...sink };
    service = await startTestService({ variables });
  });
  afterAll(() => service.close());

  const keys = new Map<string, Promise<string>>();
  /** A key of that account; the same one for the same wishes. */
  function keyOf(tenant: string, wishes: Partial<ApiKeyRecord>): Promise<string> {
    const name = JSON.stringify([tenant, wishes]);
    const make = async () => {
      const key = generateKey("test");
      const store = createRedisApiKeyStore(service.redis, timesToLive(service.services.retention));
      await issueKey(store, key, tenant, { plan: UNLIMITED_PLAN, ...wishes });
      return key;
    };
    const made = keys.get(name) ?? make();
    keys.set(name, made);
    return made;
  }

  const withScope = async (tenant: string, scope: Scope | null) =>
    scope === "operator" ? ADMIN_API_KEY : keyOf(tenant, { scopes: scope === null ? ["jobs:read"] : [scope] });
  const withoutScope = (scope: Scope | null) =>
    keyOf(OWNER, { scopes: ACCOUNT_SCOPES.filter((other) => other !== scope) });

  const made = new Map<string, Promise<Readonly<Record<string, string>>>>();
  /** What the address names; made once for all who ask, and its owner comes last. */
  function namesOf(route: string, row: MatrixRow): Promise<Readonly<Record<string, string>>> {
    const names = made.get(route) ?? row.names?.(service) ?? Promise.resolve({});
    made.set(route, names);
    return names;
  }

  async function ask(route: string, row: MatrixRow, names: Readonly<Record<string, string>>, key: string | null) {
    const [method = "", address = ""] = route.split(" ");
    const path = address.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? "");
    const { headers = {}, body } = row.init?.() ?? {};
    const credential = key === null ? {} : { authorization: `Bearer ${key}` };
    const init = { method, headers: { ...credential, ...headers }, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`${service.platform.url}${path}`, init);
    const text = await response.text();
    const isProblem = response.headers.get("content-type") === "application/problem+json" && text !== "";
    const problem = isProblem ? (JSON.parse(text) as { readonly code: string; readonly detail?: string }) : null;
    return { status: response.status, text, problem };
  }

  it("is in the matrix, whether the document, the routers or the policies tell of it, and no other is", async () => {
    const response = await fetch(`${service.platform.url}/v1/openapi.json`);
    const { paths } = (await response.json()) as { readonly paths: Readonly<Record<string, object>> };
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routed = [createV1(service.services), createDirect(service.services)].flatMap(({ routes }) =>
      routes
        .filter(({ method }) => method !== "ALL")
        .map(({ method, path }) => {
          const name = `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`;
          // A router answers HEAD with what GET would be answered.
          const head = name.replace("GET", "HEAD");
          return name in ROUTE_POLICIES || !(head in ROUTE_POLICIES) ? name : head;
        }),
    );
    const all = new Set([...described, ...routed, ...Object.keys(ROUTE_POLICIES)]);
    expect(Object.keys(MATRIX).sort()).toEqual([...all].sort());
  });

  const rows = Object.entries(MATRIX).map(([route, row]) => ({
    route,
    row,
    scope: ROUTE_POLICIES[route]?.scope ?? null,
  }));
  const closed = rows.filter(({ scope }) => scope !== null);
  const open = rows.filter(({ scope }) => scope === null);
  const named = closed.filter(({ row, scope }) => row.names !== undefined && !row.shared && scope !== "operator");
  const unnamed = closed.filter(({ row, scope }) => row.names === undefined && scope !== "operator");

  it.each(closed)("$route asks for a credential", async ({ route, row }) => {
    const { status, problem } = await ask(route, row, await namesOf(route, row), null);
    expect(status).toBe(401);
    if (!route.startsWith("HEAD") && !row.older) expect(problem?.code).toBe("key_missing");
  });

  it.each(closed)("$route refuses a credential that has ended", async ({ route, row }) => {
    const key = await keyOf(OWNER, { expiresAt: Date.now() - 1_000, name: "ended" });
    const { status, problem } = await ask(route, row, await namesOf(route, row), key);
    expect(status).toBe(401);
    if (!route.startsWith("HEAD") && !row.older) expect(problem?.code).toBe("key_expired");
  });

  it.each(closed)("$route refuses a credential without $scope, and names it", async ({ route, row, scope }) => {
    const { status, problem } = await ask(route, row, await namesOf(route, row), await withoutScope(scope));
    expect(status).toBe(403);
    if (!route.startsWith("HEAD") && !row.older) {
      expect(problem).toMatchObject({ code: "scope_missing", detail: `It needs the scope ${scope}.` });
    }
  });

  it.each(named)("$route tells another account what it tells of nothing", async ({ route, row, scope }) => {
    const names = await namesOf(route, row);
    const key = await withScope(OTHER, scope);
    const foreign = await ask(route, row, names, key);
    expect(foreign.status).toBe(row.foreign ?? 404);
    const nothing = unknownNames(names);
    const unknown = await ask(route, row, nothing, key);
    // One that repeats the name of what it was asked for tells nothing by it.
    const text = Object.entries(nothing).reduce(
      (told, [name, id]) => told.replaceAll(id, names[name] ?? ""),
      unknown.text,
    );
    expect(row.older ? { ...unknown, text } : unknown).toEqual(foreign);
  });

  it.each(unnamed)("$route tells another account nothing of the owner's", async ({ route, row, scope }) => {
    const { id } = await namesOf("GET /v1/keys/{id}", MATRIX["GET /v1/keys/{id}"] ?? { owner: 0 });
    const { status, text } = await ask(route, row, {}, await withScope(OTHER, scope));
    expect(status).toBe(row.owner);
    expect(text).not.toContain(id);
    expect(text).not.toContain(OWNER);
  });

  it.each(open)("$route answers anybody", async ({ route, row }) => {
    const names = await namesOf(route, row);
    for (const key of [null, await keyOf(OTHER, {}), generateKey("test")]) {
      expect((await ask(route, row, names, key)).status).toBe(row.owner);
    }
  });

  it.each(closed)("$route answers its owner with $scope alone, and after all that others tried", async (given) => {
    const { route, row, scope } = given;
    const { status, text } = await ask(route, row, await namesOf(route, row), await withScope(OWNER, scope));
    expect([status, text.slice(0, status === row.owner ? 0 : 500)]).toEqual([row.owner, ""]);
  });
});
