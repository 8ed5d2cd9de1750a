/** The OpenAPI document: made of the routes' own descriptions, completed by what holds for all of them. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { problem } from "./described-answers.ts";
import type { Identified } from "./identify.ts";
import { OLDER_TAG } from "./older-routes.ts";
import { type ApiDocument, REFERENCE_POLICY, referencePage } from "./reference-page.ts";

type Paths = NonNullable<ApiDocument["paths"]>;
type Operation = NonNullable<Paths[string]["get"]>;

const METHODS = ["get", "head", "post", "put", "patch", "delete"] as const;

const INFO = {
  title: "Docat",
  version: "1",
  description: [
    "Docat turns PDFs into text that programs can use. Send a document, follow its job, fetch the result in the format that you need.",
    "Errors are problem documents (RFC 9457) with a stable `code`; `retryable` tells whether the same request may succeed later.",
  ].join("\n\n"),
  license: { name: "MIT", identifier: "MIT" },
};

/** What any route may answer besides; the first two only those that ask for a credential. */
const ANYWHERE = {
  401: problem("No credential, or one that is not valid."),
  403: problem(
    "The credential lacks the scope (`scope_missing`), or may not be presented from this origin (`origin_refused`).",
  ),
  500: problem("A fault of ours. `internal_error`"),
};

const documentRoute = createRoute({
  method: "get",
  path: "/v1/openapi.json",
  summary: "This document",
  request: {},
  responses: {
    200: {
      description: "OpenAPI 3.1.",
      content: { "application/json": { schema: z.object({ openapi: z.string() }) } },
    },
    429: problem("Too many requests from the caller's address."),
  },
});

const referenceRoute = createRoute({
  method: "get",
  path: "/docs",
  summary: "This document as a page to read",
  responses: { 200: { description: "HTML without any script.", content: { "text/html": { schema: z.string() } } } },
});

/** `GET /v1/jobs/{id}/result` → `getJobsByIdResult`. */
function operationIdOf(method: string, path: string): string {
  const words = path.split("/").flatMap((segment) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    const parts = (name === undefined ? segment : `by-${name}`).split(/[^A-Za-z0-9]+/);
    return parts.filter((part) => part !== "" && part !== "v1");
  });
  return method + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("");
}

/** Chapters of the reference, in its order; `routes` are the words after the version. */
const TAGS = [
  { name: "Jobs", routes: ["jobs"], description: "Make a job of a document, follow it, fetch what came of it." },
  { name: "At once", routes: ["extract", "preflight"], description: "Small documents, answered in the same request." },
  { name: "Uploads", routes: ["uploads", "files", "tus"], description: "Files that one request cannot carry." },
  { name: "Keys", routes: ["keys", "upload-tokens"], description: "Credentials for programs, and for browsers." },
  {
    name: "Glossaries",
    routes: ["glossaries"],
    description: "How an account's own terms are translated, wherever they stand.",
  },
  {
    name: "Webhooks",
    routes: ["webhooks"],
    description: "Addresses that are told what became of jobs; each event is signed.",
  },
  {
    name: "Users",
    routes: ["auth", "accounts"],
    description: "Users who log in, their passwords, and whose account it is.",
  },
  {
    name: "Account",
    routes: ["usage", "logs", "audit", "account"],
    description: "What an account used, what became of its jobs, and its end.",
  },
  {
    name: OLDER_TAG,
    routes: [],
    description: "For frontends that were written for two older services; for new ones there is all of the above.",
  },
  { name: "Operation", routes: ["dead-letters"], description: "For whoever runs the deployment." },
  { name: "This API", routes: ["openapi.json", "docs"], description: "How the API describes itself." },
] as const;

function tagOf(path: string): string {
  const word = path.split("/").find((segment) => segment !== "" && segment !== "v1");
  const tag = TAGS.find(({ routes }) => routes.some((route) => route === word));
  if (tag === undefined) throw new Error(`No chapter of the reference tells of ${path}.`);
  return tag.name;
}

function complete(operation: Operation, method: string, path: string, answers: Operation["responses"]): void {
  operation.operationId ??= operationIdOf(method, path);
  operation.tags ??= [tagOf(path)];
  const isOpen = operation.security === undefined || operation.security.length === 0;
  // An open route says so, or the linter could not tell it from one that was forgotten.
  if (isOpen) operation.security = [];
  for (const [status, answer] of Object.entries(answers ?? {})) {
    const isAboutCredentials = status === "401" || status === "403";
    if (!(isOpen && isAboutCredentials)) operation.responses = { [status]: answer, ...operation.responses };
  }
}

/** Describes the answers that all routes share by one of its own, so that they refer to the same schemas. */
function sharedAnswers(document: ApiDocument): Operation["responses"] {
  const carrier = document.paths?.[documentRoute.path]?.get;
  const shared = Object.fromEntries(
    Object.keys(ANYWHERE).flatMap((status) => {
      const answer = carrier?.responses?.[status];
      return answer === undefined ? [] : [[status, answer] as const];
    }),
  );
  for (const status of ["401", "403"]) delete carrier?.responses?.[status];
  return shared;
}

/** The whole document. Every operation has an id, a tag, a security requirement and all answers that it can give. */
export function apiDocument(app: OpenAPIHono<Identified>): ApiDocument {
  const document = app.getOpenAPI31Document({ openapi: "3.1.0", info: INFO, servers: [{ url: "/" }] });
  const answers = sharedAnswers(document);
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) complete(operation, method, path, answers);
    }
  }
  document.tags = TAGS.map(({ name, description }) => ({ name, description }));
  return document;
}

/** `GET /v1/openapi.json` and `GET /docs`. Registered after all routes that they tell of; made once, at the first request. */
export function addApiDocument(app: OpenAPIHono<Identified>): void {
  app.openAPIRegistry.registerPath({ ...documentRoute, responses: { ...documentRoute.responses, ...ANYWHERE } });
  app.openAPIRegistry.registerPath(referenceRoute);
  const made = new Map<string, string>();
  const once = (type: string, policy: string, make: (document: ApiDocument) => string) => () => {
    const text = made.get(type) ?? make(apiDocument(app));
    made.set(type, text);
    const headers = { "content-type": type, "content-security-policy": policy, "cache-control": "public, max-age=300" };
    return new Response(text, { headers });
  };
  app.get(documentRoute.path, once("application/json", "default-src 'none'", JSON.stringify));
  app.get(referenceRoute.path, once("text/html; charset=utf-8", REFERENCE_POLICY, referencePage));
}
