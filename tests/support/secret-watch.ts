/** Looks, in every test that starts the service, for what callers entrust to it: none of it may stand in a log, in an error, or in the store in clear. */
import type { Redis } from "@upstash/redis";
import { storedKeys } from "./stored-keys.ts";
import { storedValue } from "./stored-value.ts";

/** Shorter texts stand somewhere by chance. */
const MIN_SECRET_CHARS = 8;
/** Larger bodies are documents. */
const MAX_READ_BYTES = 65_536;
const SECRET_MEMBERS = new Set(["password", "new_password", "current_password", "token", "refresh_token", "secret"]);

const watches = new Set<SecretWatch>();
const { log: print } = console;
/** The service's log goes this way. It is taken once for all services of a test file, and goes on to where it went before. */
Object.assign(console, {
  log: (...line: readonly unknown[]) => {
    for (const watch of watches) watch.look("the log", line.map(String).join(" "));
    print(...line);
  },
});

/** Names of files, and secrets that stand in the body. */
async function secretsInBody(request: Request): Promise<string[]> {
  const type = request.headers.get("content-type") ?? "";
  const length = Number(request.headers.get("content-length") ?? Number.POSITIVE_INFINITY);
  if (length > MAX_READ_BYTES || request.body === null) return [];
  if (type.startsWith("multipart/form-data")) {
    const text = await request.clone().text();
    return [...text.matchAll(/filename="([^"\r\n]{1,200})"|"password":\s*"([^"\\]{1,200})"/g)].map(
      ([, name = "", password = ""]) => name + password,
    );
  }
  if (!type.startsWith("application/json")) return [];
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => null);
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    SECRET_MEMBERS.has(name) && typeof value === "string" ? [value] : [],
  );
}

/** As it came: what cannot be decoded is no password that anybody has. */
function passwordIn(headers: Headers): string | null {
  try {
    return decodeURIComponent(headers.get("docat-password") ?? "");
  } catch {
    return null;
  }
}

function secretsInHead({ headers }: Request): string[] {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  return [bearer, headers.get("x-api-key"), passwordIn(headers)].filter((secret) => typeof secret === "string");
}

export class SecretWatch {
  /** Where something stood that should not, a sentence each; without the secret itself. */
  readonly leaks = new Set<string>();
  readonly #secrets = new Map<string, string>();

  constructor(secrets: Readonly<Record<string, string | undefined>>) {
    for (const [name, secret] of Object.entries(secrets)) if (secret !== undefined) this.#add(name, secret);
    watches.add(this);
  }

  #add(name: string, secret: string): void {
    if (secret.length >= MIN_SECRET_CHARS) this.#secrets.set(secret, name);
  }

  /** Remembers what a caller entrusts to the service. */
  async learn(request: Request): Promise<void> {
    const { pathname } = new URL(request.url);
    const found = [...secretsInHead(request), ...(await secretsInBody(request).catch(() => []))];
    for (const secret of found) this.#add(`what came to ${request.method} ${pathname}`, secret);
  }

  look(place: string, text: string): void {
    for (const [secret, name] of this.#secrets) if (text.includes(secret)) this.leaks.add(`${name} stands in ${place}`);
  }

  /** What a problem document tells; results and names are told to their owners. */
  async lookAtAnswer(where: string, response: Response): Promise<void> {
    if (response.headers.get("content-type") !== "application/problem+json") return;
    this.look(`the problem that ${where} answers`, await response.clone().text());
  }

  /** The whole store, as whoever stole it reads it at first sight. A store that is gone holds nothing. */
  async lookAtStore(redis: Redis): Promise<void> {
    for (const key of await storedKeys(redis).catch(() => [])) {
      const kind = key.replaceAll(/[0-9a-f]{12,}/g, "…");
      this.look(`the name of a key ${kind}`, key);
      this.look(`the store at ${kind}`, JSON.stringify(await storedValue(redis, key).catch(() => null)));
    }
  }

  close(): void {
    watches.delete(this);
  }
}
