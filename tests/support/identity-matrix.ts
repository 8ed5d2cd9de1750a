/**
 * Every route, and what its owner is answered there: the one place where a new route says how it is asked for. Who else asks, and what that
 * one must be answered, follows from the route's policy.
 */
import * as resources from "./matrix-resources.ts";
import type { TestService } from "./test-service.ts";

export interface MatrixRow {
  /** Makes what the address names, as its owner, and answers the names; without it the address names nothing. */
  readonly names?: (service: TestService) => Promise<Readonly<Record<string, string>>>;
  /** Headers and body; made anew for each request. */
  readonly init?: () => { readonly headers?: Readonly<Record<string, string>>; readonly body?: RequestInit["body"] };
  /** What a credential of the owner's account that has the route's scope, and no other, is answered. */
  readonly owner: number;
  /** Whether the address names something of a deployment and not of an account: everybody who may ask is answered the same. */
  readonly shared?: boolean;
  /** Whether it tells errors as an older API did: what it answers is told by its status alone. */
  readonly older?: boolean;
  /** What another account is answered, where that is not 404. */
  readonly foreign?: number;
}

const json = (value: unknown) => () => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});
const pdf = () => ({ headers: { "content-type": "application/pdf" }, body: resources.PDF });
/** A body whose type the platform names, with its boundary. */
const form = () => {
  const body = new FormData();
  body.set("file", new File([resources.PDF], "a.pdf", { type: "application/pdf" }));
  return { body };
};
const tus = (more: Readonly<Record<string, string>> = {}) => ({ "tus-resumable": "1.0.0", ...more });

export const MATRIX: Readonly<Record<string, MatrixRow>> = {
  "POST /v1/jobs": { init: pdf, owner: 202 },
  "GET /v1/jobs": { owner: 200 },
  "GET /v1/jobs/{id}": { names: resources.endedJob, owner: 200 },
  "POST /v1/jobs/{id}/sinks/{name}/redeliver": { names: resources.jobWithSink, owner: 202 },
  "DELETE /v1/jobs/{id}": { names: resources.endedJob, owner: 200 },
  "POST /v1/jobs/{id}/cancel": { names: resources.endedJob, owner: 409 },
  "GET /v1/jobs/{id}/events": { names: resources.endedJob, owner: 200 },
  "GET /v1/jobs/{id}/pages/{number}": { names: resources.endedPage, owner: 200 },
  "GET /v1/jobs/{id}/result": { names: resources.endedJob, owner: 200 },
  "POST /v1/extract": { init: pdf, owner: 200 },
  "POST /v1/preflight": { init: pdf, owner: 200 },
  "POST /v1/uploads": { init: json({ size_bytes: 5_000_000 }), owner: 201 },
  "GET /v1/uploads/{id}": { names: resources.openUpload, owner: 200 },
  "DELETE /v1/uploads/{id}": { names: resources.openUpload, owner: 204 },
  "PUT /v1/uploads/{id}/parts/{number}": {
    names: resources.openPart,
    init: () => ({ headers: { "content-digest": resources.DIGEST }, body: resources.PDF }),
    owner: 204,
  },
  "POST /v1/uploads/{id}/complete": { names: resources.sentUpload, owner: 200 },
  "OPTIONS /v1/tus": { init: () => ({ headers: tus() }), owner: 204 },
  "OPTIONS /v1/tus/{id}": { names: resources.openUpload, init: () => ({ headers: tus() }), owner: 204, shared: true },
  "POST /v1/tus": { init: () => ({ headers: tus({ "upload-length": "5000000" }) }), owner: 201 },
  "HEAD /v1/tus/{id}": { names: resources.openUpload, init: () => ({ headers: tus() }), owner: 200 },
  "PATCH /v1/tus/{id}": {
    names: resources.openUpload,
    init: () => ({
      headers: tus({ "upload-offset": "0", "content-type": "application/offset+octet-stream" }),
      body: resources.PDF,
    }),
    owner: 204,
  },
  "DELETE /v1/tus/{id}": { names: resources.openUpload, init: () => ({ headers: tus() }), owner: 204 },
  "HEAD /v1/files/{sha256}": { names: resources.uploadedFile, owner: 204 },
  "POST /v1/upload-tokens": { init: json({}), owner: 201 },
  "GET /v1/keys": { owner: 200 },
  // A key gives away what it has: asking for more is refused, which is another matter.
  "POST /v1/keys": { init: json({ scopes: ["keys:admin"] }), owner: 201 },
  "GET /v1/keys/{id}": { names: resources.issuedKey, owner: 200 },
  "PATCH /v1/keys/{id}": { names: resources.issuedKey, init: json({ name: "changed" }), owner: 200 },
  "DELETE /v1/keys/{id}": { names: resources.issuedKey, owner: 204 },
  "POST /v1/keys/{id}/rotate": { names: resources.issuedKey, init: json({}), owner: 200 },
  "GET /v1/glossaries": { owner: 200 },
  "POST /v1/glossaries": { init: json(resources.GLOSSARY), owner: 201 },
  "GET /v1/glossaries/{id}": { names: resources.glossary, owner: 200 },
  "PATCH /v1/glossaries/{id}": { names: resources.glossary, init: json({ name: "changed" }), owner: 200 },
  "DELETE /v1/glossaries/{id}": { names: resources.glossary, owner: 204 },
  "PUT /v1/glossaries/{id}/terms": {
    names: resources.glossary,
    init: () => ({ headers: { "content-type": "text/csv" }, body: "a,b" }),
    owner: 200,
  },
  "GET /v1/webhooks": { owner: 200 },
  "POST /v1/webhooks": { init: json({ url: resources.HOOK }), owner: 201 },
  "GET /v1/webhooks/{id}": { names: resources.endpoint, owner: 200 },
  "PATCH /v1/webhooks/{id}": { names: resources.endpoint, init: json({ description: "changed" }), owner: 200 },
  "DELETE /v1/webhooks/{id}": { names: resources.endpoint, owner: 204 },
  "POST /v1/webhooks/{id}/rotate-secret": { names: resources.endpoint, owner: 200 },
  "POST /v1/webhooks/{id}/test": { names: resources.silentEndpoint, owner: 409 },
  "GET /v1/webhooks/{id}/deliveries": { names: resources.endpoint, owner: 200 },
  "POST /v1/webhooks/{id}/deliveries/{event}/redeliver": { names: resources.silentDelivery, owner: 409 },
  "POST /v1/webhooks/{id}/redeliver": {
    names: resources.endpoint,
    init: json({ since: "2026-01-31T00:00:00Z" }),
    owner: 202,
  },
  "GET /v1/usage": { owner: 200 },
  "GET /v1/logs": { owner: 200 },
  "GET /v1/audit": { owner: 200 },
  // Without its confirmation it changes nothing.
  "DELETE /v1/account": { owner: 409 },
  "GET /v1/dead-letters": { owner: 200 },
  "DELETE /v1/dead-letters/{id}": { names: resources.noDeadLetter, owner: 404, shared: true },
  "POST /v1/dead-letters/{id}/retry": { names: resources.noDeadLetter, owner: 404, shared: true },
  "POST /v1/auth/register": { init: json({ email: "matrix@example.com", password: resources.PASSWORD }), owner: 202 },
  "POST /v1/auth/confirm": { init: json({ token: "cf_nothing" }), owner: 422 },
  "POST /v1/auth/login": { init: json({ email: "nobody@example.com", password: resources.PASSWORD }), owner: 401 },
  "POST /v1/auth/refresh": { init: json({ refresh_token: "rt_nothing" }), owner: 401 },
  "POST /v1/auth/logout": { init: json({ refresh_token: "rt_nothing" }), owner: 204 },
  // A key is nobody who logged in, and has no password.
  "POST /v1/auth/logout/everywhere": { owner: 403 },
  "POST /v1/auth/password": {
    init: json({ current_password: resources.PASSWORD, new_password: resources.PASSWORD }),
    owner: 403,
  },
  "POST /v1/auth/password/forgot": { init: json({ email: "nobody@example.com" }), owner: 202 },
  "POST /v1/auth/password/reset": { init: json({ token: "pr_nothing", new_password: resources.PASSWORD }), owner: 422 },
  "GET /v1/auth/me": { owner: 200 },
  "GET /v1/auth/users": { owner: 200 },
  "POST /v1/auth/users": { init: json({ email: "invited@example.com" }), owner: 202 },
  "DELETE /v1/auth/users/{id}": { names: resources.user, owner: 204 },
  "POST /v1/accounts": { init: json({ email: "made@example.com", password: resources.PASSWORD }), owner: 201 },
  "PUT /v1/accounts/{id}/plan": {
    names: resources.account,
    init: json({ plan: "standard" }),
    owner: 200,
    shared: true,
  },
  "POST /api/v1/pdf/process-async": { init: form, owner: 200, older: true },
  "GET /api/v1/pdf/status/{task_id}": { names: resources.endedTask, owner: 200, older: true, foreign: 200 },
  "GET /api/v1/pdf/logs": { owner: 200, older: true },
  "POST /extract/async": { init: form, owner: 200, older: true },
  "GET /job/{id}": { names: resources.endedJob, owner: 200, older: true },
  "GET /v1/openapi.json": { owner: 200 },
  "GET /docs": { owner: 200 },
};
