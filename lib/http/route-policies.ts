/** Every route under /v1: what its caller needs to be allowed, and which windows a request takes from. */
import type { Scope } from "../auth/scope.ts";
import type { RateName } from "../limits/rate-policies.ts";

export interface RoutePolicy {
  /** Null: anybody may ask, without a credential. */
  readonly scope: Scope | null;
  readonly rates: readonly RateName[];
  /** Whether an upload token may ask, for its own job; `result`: only one that grants the result. Not without it. */
  readonly token?: "job" | "result";
  /** Whether who presents no credential may act as the account that the deployment names for that, if it names one. */
  readonly older?: true;
}

const open: RoutePolicy = { scope: null, rates: [] };
const reading: RoutePolicy = { scope: "jobs:read", rates: ["general"] };
const writing: RoutePolicy = { scope: "jobs:write", rates: ["general"] };
const submitting: RoutePolicy = { scope: "jobs:write", rates: ["general", "uploads"] };
const governing: RoutePolicy = { scope: "account:admin", rates: ["general"] };
const asking: RoutePolicy = { scope: null, rates: ["anonymous"] };
const managing: RoutePolicy = { scope: "keys:admin", rates: ["general"] };
const wording: RoutePolicy = { scope: "glossaries:write", rates: ["general"] };
const telling: RoutePolicy = { scope: "webhooks:admin", rates: ["general"] };
const logging: RoutePolicy = { scope: "logs:read", rates: ["general"] };
const operating: RoutePolicy = { scope: "operator", rates: ["general"] };

/** By method and path as the OpenAPI document writes them. A route that is missing here does not start. */
export const ROUTE_POLICIES: Readonly<Record<string, RoutePolicy>> = {
  "POST /v1/jobs": { ...submitting, token: "job" },
  "GET /v1/jobs": reading,
  "GET /v1/jobs/{id}": { ...reading, token: "job" },
  "DELETE /v1/jobs/{id}": writing,
  "POST /v1/jobs/{id}/cancel": writing,
  "POST /v1/jobs/{id}/sinks/{name}/redeliver": writing,
  "GET /v1/jobs/{id}/events": { ...reading, token: "job" },
  "GET /v1/jobs/{id}/pages/{number}": { ...reading, token: "result" },
  "GET /v1/jobs/{id}/result": { ...reading, token: "result" },
  "POST /v1/extract": submitting,
  "POST /v1/preflight": submitting,
  "POST /v1/uploads": { ...submitting, token: "job" },
  "GET /v1/uploads/{id}": { ...writing, token: "job" },
  "DELETE /v1/uploads/{id}": writing,
  "PUT /v1/uploads/{id}/parts/{number}": { ...writing, token: "job" },
  "POST /v1/uploads/{id}/complete": { ...writing, token: "job" },
  "OPTIONS /v1/tus": open,
  "OPTIONS /v1/tus/{id}": open,
  "POST /v1/tus": { ...submitting, token: "job" },
  "HEAD /v1/tus/{id}": { ...writing, token: "job" },
  "PATCH /v1/tus/{id}": { ...writing, token: "job" },
  "DELETE /v1/tus/{id}": writing,
  "HEAD /v1/files/{sha256}": writing,
  "POST /v1/upload-tokens": writing,
  "GET /v1/keys": managing,
  "POST /v1/keys": managing,
  "GET /v1/keys/{id}": managing,
  "PATCH /v1/keys/{id}": managing,
  "DELETE /v1/keys/{id}": managing,
  "POST /v1/keys/{id}/rotate": managing,
  "GET /v1/glossaries": reading,
  "POST /v1/glossaries": wording,
  "GET /v1/glossaries/{id}": reading,
  "PATCH /v1/glossaries/{id}": wording,
  "DELETE /v1/glossaries/{id}": wording,
  "PUT /v1/glossaries/{id}/terms": wording,
  "GET /v1/webhooks": telling,
  "POST /v1/webhooks": telling,
  "GET /v1/webhooks/{id}": telling,
  "PATCH /v1/webhooks/{id}": telling,
  "DELETE /v1/webhooks/{id}": telling,
  "POST /v1/webhooks/{id}/rotate-secret": telling,
  "POST /v1/webhooks/{id}/test": telling,
  "GET /v1/webhooks/{id}/deliveries": telling,
  "POST /v1/webhooks/{id}/deliveries/{event}/redeliver": telling,
  "POST /v1/webhooks/{id}/redeliver": telling,
  "GET /v1/usage": logging,
  "GET /v1/logs": logging,
  "GET /v1/audit": logging,
  "DELETE /v1/account": { scope: "account:admin", rates: ["general"] },
  "GET /v1/dead-letters": operating,
  "DELETE /v1/dead-letters/{id}": operating,
  "POST /v1/dead-letters/{id}/retry": operating,
  "POST /v1/auth/register": asking,
  "POST /v1/auth/confirm": asking,
  "POST /v1/auth/login": { scope: null, rates: ["login"] },
  // Counted by their session, whatever the address is: a server may ask for all of its users.
  "POST /v1/auth/refresh": open,
  "POST /v1/auth/logout": open,
  "POST /v1/auth/logout/everywhere": reading,
  "POST /v1/auth/password": { scope: "jobs:read", rates: ["general", "login"] },
  "POST /v1/auth/password/forgot": { scope: null, rates: ["password_reset"] },
  "POST /v1/auth/password/reset": { scope: null, rates: ["login"] },
  "GET /v1/auth/me": reading,
  "GET /v1/auth/users": governing,
  "POST /v1/auth/users": governing,
  "DELETE /v1/auth/users/{id}": governing,
  "POST /v1/accounts": operating,
  "PUT /v1/accounts/{id}/plan": operating,
  "POST /api/v1/pdf/process-async": { ...submitting, older: true },
  "GET /api/v1/pdf/status/{task_id}": { ...reading, older: true },
  "GET /api/v1/pdf/logs": { ...logging, older: true },
  "POST /extract/async": { ...submitting, older: true },
  "GET /job/{id}": { ...reading, older: true },
  "GET /v1/openapi.json": { scope: null, rates: ["anonymous"] },
  "GET /docs": open,
};

/** The policy of a route by the path as routers write it; what answers GET answers HEAD too. Null when it has none. */
export function policyOf(method: string, path: string): RoutePolicy | null {
  const described = path.replaceAll(/:(\w+)/g, "{$1}");
  const head = method === "GET" ? ROUTE_POLICIES[`HEAD ${described}`] : undefined;
  return ROUTE_POLICIES[`${method} ${described}`] ?? head ?? null;
}
