/** Holds answers against the OpenAPI document: a status, a media type, a header or a body that it does not name is a fault. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const METHODS = ["get", "head", "post", "put", "patch", "delete"] as const;

interface MediaType {
  readonly schema?: object;
}
interface Answer {
  readonly content?: Readonly<Record<string, MediaType>>;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
}
export interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
}
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, object>> };
}

interface Route {
  readonly name: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly operation: Operation;
}

/** The core protocol of tus describes itself, and answers programs that know it. */
const UNDESCRIBED = /^\/v1\/tus(\/|$)/;

const PROBLEM = "application/problem+json";

function routesOf(document: ApiDocument): Route[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      if (operation === undefined) return [];
      return [{ name: `${method.toUpperCase()} ${path}`, method, segments: path.split("/"), operation }];
    }),
  );
}

const isName = (segment: string) => segment.startsWith("{");

function fits({ segments }: Route, path: string): boolean {
  const given = path.replace(/(?<=.)\/$/, "").split("/");
  return given.length === segments.length && segments.every((want, at) => isName(want) || want === given[at]);
}

function mediaTypeOf(response: Response): string | null {
  return response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? null;
}

export class DocumentedAnswers {
  /** What was found, a sentence each. */
  readonly faults = new Set<string>();
  /** Routes with an answer that was looked at: `GET /v1/jobs/{id} 200`. */
  readonly seen = new Set<string>();
  readonly #routes: readonly Route[];
  readonly #ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: ApiDocument) {
    this.#routes = routesOf(document);
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(document, "api");
  }

  /** The routes' names, as the document has them. */
  get names(): string[] {
    return this.#routes.map(({ name }) => name);
  }

  /** The answer to go on with: its body is looked at while it is read. */
  checked(method: string, path: string, response: Response): Response {
    if (UNDESCRIBED.test(path)) return response;
    const asked = method.toLowerCase();
    const route = this.#routeOf(asked, path);
    if (route === undefined) return this.#checkUnknown(method, path, response);
    const where = `${route.name} ${response.status}`;
    this.seen.add(where);
    const answer = route.operation.responses[response.status];
    if (answer === undefined) return this.#fault(where, "is not in the document", response);
    for (const [name, { required }] of Object.entries(answer.headers ?? {})) {
      if (required === true && !response.headers.has(name)) this.#fault(where, `lacks the header ${name}`, response);
    }
    return asked === "head" || response.body === null ? response : this.#checkBody(where, route, answer, response);
  }

  #routeOf(method: string, path: string): Route | undefined {
    const names = ({ segments }: Route) => segments.filter(isName).length;
    // A name in an address fits what another route calls by a word of its own.
    const fitting = this.#routes.filter((route) => fits(route, path)).sort((a, b) => names(a) - names(b));
    const peers = fitting.filter(({ segments }) => segments.join("/") === fitting[0]?.segments.join("/"));
    const answering = method === "head" && !peers.some((peer) => peer.method === "head") ? "get" : method;
    return peers.find((peer) => peer.method === answering);
  }

  #checkBody(where: string, route: Route, answer: Answer, response: Response): Response {
    const type = mediaTypeOf(response);
    const types = Object.keys(answer.content ?? {});
    if (type === null || !types.includes(type)) {
      const told = types.length === 0 ? "no body" : types.join(", ");
      return this.#fault(where, `is ${type}; the document has ${told}`, response);
    }
    if (!/[/+]json$/.test(type)) return response;
    const validate = this.#validatorOf(route, response.status, type);
    return readAlong(response, (text) => {
      const body: unknown = JSON.parse(text);
      if (validate(body)) return;
      const [error] = validate.errors ?? [];
      this.#fault(where, `${error?.instancePath || "the body"} ${error?.message}: ${text.slice(0, 300)}`, response);
    });
  }

  #validatorOf(route: Route, status: number, type: string): ValidateFunction {
    const [, path = ""] = route.name.split(" ");
    const steps = ["paths", path, route.method, "responses", String(status), "content", type, "schema"];
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    const known = this.#validators.get(pointer);
    if (known !== undefined) return known;
    const validate = this.#ajv.compile({ $ref: `api#/${pointer}` });
    this.#validators.set(pointer, validate);
    return validate;
  }

  /** What is at no route's address, or comes by a method that it does not take, is told in the one way that errors are. */
  #checkUnknown(method: string, path: string, response: Response): Response {
    const isRefused = [204, 400, 401, 403, 404, 405].includes(response.status);
    if (isRefused && (response.body === null || mediaTypeOf(response) === PROBLEM)) return response;
    return this.#fault(`${method} ${path}`, `is not in the document, but answers ${response.status}`, response);
  }

  #fault(where: string, sentence: string, response: Response): Response {
    this.faults.add(`${where} ${sentence}`);
    return response;
  }
}

/** The same answer; `whole` is given its text once all of it was read. One that is given up half-way is not judged. */
function readAlong(response: Response, whole: (text: string) => void): Response {
  const chunks: Uint8Array[] = [];
  const along = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      chunks.push(chunk);
      controller.enqueue(chunk);
    },
    flush: () => whole(Buffer.concat(chunks).toString("utf8")),
  });
  return new Response(response.body?.pipeThrough(along) ?? null, response);
}
