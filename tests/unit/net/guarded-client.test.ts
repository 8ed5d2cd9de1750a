/** The guarded client: what it reaches, what it never reaches, and what it tells. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GuardedRequest } from "../../../lib/contracts/guarded-fetch.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { documentFetchLimits } from "../../../lib/limits/fetch-limits.ts";
import { createGuardedClient } from "../../../lib/net/guarded-client.ts";
import { type Resolver, systemResolver } from "../../../lib/net/resolve-host.ts";
import { innerUrls } from "../../support/inner-urls.ts";
import { type LoopbackServer, listenHttp, policyWith } from "../../support/loopback-server.ts";

/** No test lets a connection to it begin. */
const PUBLIC_ADDRESS = "93.184.216.34";
const LIMITS = { ...documentFetchLimits(1_000), connectMs: 1_000, idleMs: 1_000, totalMs: 3_000 };

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

let canary: LoopbackServer;
let server: LoopbackServer;
let seen: Seen[] = [];
/** What the server answers, by path; 404 else. */
let answers: Record<string, { status?: number; headers?: Record<string, string>; body?: string }> = {};

beforeEach(async () => {
  seen = [];
  answers = {};
  canary = await listenHttp((_request, response) => response.end("secret"));
  server = await listenHttp(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    const answer = answers[request.url ?? ""] ?? { status: 404 };
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  });
});
afterEach(async () => {
  expect(canary.connections()).toBe(0);
  await canary[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const toServer: Resolver = async () => ["127.0.0.1"];
const here = (path: string, host = "files.example.com") => `http://${host}:${server.port}${path}`;

function clientWith(resolve: Resolver = toServer, port = server.port) {
  return createGuardedClient({ resolve, policy: policyWith(port) });
}

/** The answer with its body as text. */
async function fetched(request: GuardedRequest | string, resolve = toServer, port = server.port) {
  const whole = typeof request === "string" ? { url: request } : request;
  const response = await clientWith(resolve, port).send(whole, LIMITS);
  let body = "";
  for await (const chunk of response.body) body += Buffer.from(chunk).toString();
  return { ...response, body };
}

/** The error with which a request ends. */
async function failureOf(
  request: GuardedRequest | string,
  resolve = toServer,
  port = server.port,
): Promise<DocatError> {
  try {
    await fetched(request, resolve, port);
  } catch (error) {
    if (error instanceof DocatError) return error;
    throw error;
  }
  throw new Error("The request went through.");
}

describe("A request", () => {
  it("reaches a permitted address under the host's name", async () => {
    answers["/a.pdf?b=c"] = { headers: { "content-type": "application/pdf" }, body: "%PDF-" };
    const response = await fetched(here("/a.pdf?b=c#d"));
    expect(response).toMatchObject({ status: 200, url: here("/a.pdf?b=c"), body: "%PDF-" });
    expect(response.headers["content-type"]).toBe("application/pdf");
    expect(seen[0]).toMatchObject({ method: "GET", headers: { host: `files.example.com:${server.port}` } });
  });

  it("asks for nothing but plain bytes, over a connection that ends with it", async () => {
    answers["/"] = { body: "x" };
    await fetched(here("/"));
    await fetched(here("/"));
    expect(seen[1]?.headers).toMatchObject({ "accept-encoding": "identity", connection: "close" });
    expect(server.connections()).toBe(2);
  });

  it("says nothing of who asks", async () => {
    await fetched(here("/"));
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual(
      ["accept", "accept-encoding", "connection", "host", "user-agent"].sort(),
    );
  });

  it("sends a body with headers, and leaves out those that belong to the connection", async () => {
    answers["/hook"] = { status: 204 };
    const headers = { "Webhook-Id": "1", Host: "inner", "Content-Length": "1", "Transfer-Encoding": "chunked" };
    const response = await fetched({ url: here("/hook"), method: "POST", headers, body: Buffer.from("{}") });
    expect(response.status).toBe(204);
    expect(seen[0]).toMatchObject({ method: "POST", body: "{}" });
    expect(seen[0]?.headers).toMatchObject({ "webhook-id": "1", "content-length": "2" });
    expect(seen[0]?.headers.host).toBe(`files.example.com:${server.port}`);
  });

  it("cannot be split in two by a header", async () => {
    const split = { url: here("/"), headers: { "x-note": "a\r\nhost: inner" } };
    await expect(fetched(split)).rejects.toBeInstanceOf(Error);
    expect(seen).toEqual([]);
  });

  it("is over at once when its caller gives up, with the caller's reason", async () => {
    const reason = new Error("enough");
    const never: Resolver = () => new Promise(() => undefined);
    await expect(clientWith().send({ url: here("/") }, LIMITS, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const sent = clientWith(never).send({ url: here("/") }, LIMITS, controller.signal);
    controller.abort(reason);
    await expect(sent).rejects.toBe(reason);
  });
});

describe("An inner address is never reached", () => {
  it("by any spelling, neither at the check nor at the fetch", async () => {
    const urls = innerUrls(canary.port);
    expect(new Set(urls).size).toBeGreaterThan(75);
    const client = clientWith(async () => ["127.0.0.1"]);
    for (const url of urls) {
      expect(() => client.checkUrl(url), url).toThrow(DocatError);
      expect((await failureOf(url)).code, url).toBe("url_refused");
      await expect(client.checkHost(url, 1_000), url).rejects.toMatchObject({ code: "url_refused" });
    }
  });

  it("by a redirect, whatever its spelling", async () => {
    const inner = innerUrls(canary.port).filter((url) => /^[\x21-\x7e]+$/.test(url));
    for (const [at, url] of inner.entries()) {
      answers[`/${at}`] = { status: 302, headers: { location: url } };
      expect((await failureOf(here(`/${at}`))).code, url).toBe("url_refused");
    }
  });

  it.each([
    "127.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "fd00:ec2::254",
    "fe80::1%eth0",
    "64:ff9b::7f00:1",
    "",
    "inner",
  ])("by a name that resolves to %j", async (address) => {
    const url = `http://files.example.com:${canary.port}/`;
    const resolve: Resolver = async () => [address];
    expect((await failureOf(url, resolve)).code).toBe("url_unreachable");
    await expect(clientWith(resolve).checkHost(url, 1_000)).rejects.toMatchObject({ code: "url_unreachable" });
  });

  it("by a name that has public addresses besides", async () => {
    const resolve: Resolver = async () => [PUBLIC_ADDRESS, "127.0.0.1"];
    expect((await failureOf(`http://files.example.com:${canary.port}/`, resolve)).code).toBe("url_unreachable");
  });

  it("by a name that was public when it was checked", async () => {
    const url = `http://files.example.com:${canary.port}/`;
    const turns = [[PUBLIC_ADDRESS], ["127.0.0.1"]];
    const rebinding: Resolver = async () => turns.shift() ?? ["127.0.0.1"];
    const client = clientWith(rebinding);
    await client.checkHost(url, 1_000);
    await expect(client.send({ url }, LIMITS)).rejects.toMatchObject({ code: "url_unreachable" });
  });

  it("by a name that changes while the request is under way: it is resolved once a hop", async () => {
    answers["/"] = { body: "right" };
    let asked = 0;
    const response = await fetched(here("/"), async () => {
      asked += 1;
      return ["127.0.0.1"];
    });
    expect(response.body).toBe("right");
    expect(asked).toBe(1);
  });

  it("by a name that turns bad between two hops", async () => {
    answers["/"] = { status: 307, headers: { location: `http://files.example.com:${canary.port}/` } };
    let asked = 0;
    const failure = await failureOf(here("/"), async () => {
      asked += 1;
      return ["127.0.0.1"];
    });
    expect(asked).toBe(2);
    expect(failure.code).toBe("url_unreachable");
  });
});

describe("A redirect", () => {
  it.each([301, 302, 303, 307, 308])("of status %i is followed, also a relative one", async (status) => {
    answers["/a/b"] = { status, headers: { location: "../c?d" } };
    answers["/c?d"] = { body: "there" };
    expect(await fetched(here("/a/b"))).toMatchObject({ body: "there", url: here("/c?d") });
  });

  it("is followed three times and no more", async () => {
    for (const at of [1, 2, 3, 4]) answers[`/${at}`] = { status: 302, headers: { location: `/${at + 1}` } };
    answers["/5"] = { body: "there" };
    expect(await fetched(here("/2"))).toMatchObject({ body: "there" });
    expect((await failureOf(here("/1"))).code).toBe("url_unusable");
  });

  it("that leads back to itself ends", async () => {
    answers["/"] = { status: 302, headers: { location: "/" } };
    expect((await failureOf(here("/"))).code).toBe("url_unusable");
    expect(seen).toHaveLength(4);
  });

  it("takes no header of the caller's to another origin, nor back from there", async () => {
    answers["/a"] = { status: 302, headers: { location: "/b" } };
    answers["/b"] = { status: 302, headers: { location: here("/c", "other.example.com") } };
    answers["/c"] = { status: 302, headers: { location: here("/d") } };
    answers["/d"] = { body: "there" };
    await fetched({ url: here("/a"), headers: { Authorization: "Bearer secret", Cookie: "a=b" } });
    expect(seen.map(({ headers }) => [headers.authorization, headers.cookie])).toEqual([
      ["Bearer secret", "a=b"],
      ["Bearer secret", "a=b"],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it.each(["http://[", "ftp://files.example.com/", "http://a:b@files.example.com/", "https:\\\\files.example.com", ""])(
    "to %j is refused",
    async (location) => {
      answers["/"] = { status: 302, headers: { location } };
      expect((await failureOf(here("/"))).code).toBe(location === "" ? "url_unusable" : "url_refused");
    },
  );

  it("without a destination is an answer like any other", async () => {
    answers["/"] = { status: 302 };
    expect((await fetched(here("/"))).status).toBe(302);
  });

  it("is not followed by a POST", async () => {
    answers["/"] = { status: 307, headers: { location: "/b" } };
    expect((await fetched({ url: here("/"), method: "POST", body: Buffer.from("x") })).status).toBe(307);
    expect(seen).toHaveLength(1);
  });
});

describe("A failure", () => {
  it("tells the same of a refused address, an unknown name, a closed port and a broken answer", async () => {
    const closed = await listenHttp(() => undefined);
    await closed[Symbol.asyncDispose]();
    const failures = [
      await failureOf(`http://files.example.com:${canary.port}/`),
      await failureOf(here("/"), () => Promise.reject(new Error("getaddrinfo ENOTFOUND files.example.com"))),
      await failureOf(here("/"), async () => []),
      await failureOf(`http://files.example.com:${closed.port}/`, toServer, closed.port),
    ];
    const told = failures.map(({ code, message, detail, retryAfterSeconds }) => ({
      code,
      message,
      detail,
      retryAfterSeconds,
    }));
    expect(told[0]).toMatchObject({ code: "url_unreachable", detail: undefined });
    for (const other of told) expect(other).toEqual(told[0]);
  });

  it("keeps its cause for the log", async () => {
    const cause = new Error("getaddrinfo ENOTFOUND");
    expect((await failureOf(here("/"), () => Promise.reject(cause))).cause).toBe(cause);
  });
});

describe("In a deployment", () => {
  it("loopback is never reached, on whatever port", async () => {
    const client = createGuardedClient();
    for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
      const url = `http://${host}:${server.port}/`;
      await expect(client.send({ url }, LIMITS)).rejects.toMatchObject({ code: "url_refused" });
    }
    const named = createGuardedClient({ resolve: toServer });
    await expect(named.send({ url: "http://files.example.com/" }, LIMITS)).rejects.toMatchObject({
      code: "url_unreachable",
    });
    expect(server.connections()).toBe(0);
  });

  it("the system's resolver says what a name is", async () => {
    expect((await systemResolver("localhost")).some((address) => ["127.0.0.1", "::1"].includes(address))).toBe(true);
  });
});
