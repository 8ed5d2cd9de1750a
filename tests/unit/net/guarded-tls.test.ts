/** Over https: the certificate must be the name's own, valid, and of an authority that is trusted. */
import { createServer } from "node:https";
import { describe, expect, it } from "vitest";
import { documentFetchLimits } from "../../../lib/limits/fetch-limits.ts";
import { createGuardedClient } from "../../../lib/net/guarded-client.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { type LoopbackServer, listen, listenHttp, policyWith } from "../../support/loopback-server.ts";

const LIMITS = { ...documentFetchLimits(1_000), connectMs: 1_000, idleMs: 1_000, totalMs: 3_000 };
const DAY_MS = 86_400_000;

interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Answers with the name that the client asked for in its TLS greeting, or leads on to `location`. */
function listenHttps(identity: Identity, location?: string): Promise<LoopbackServer> {
  const server = createServer({ ...identity }, (request, response) => {
    const { servername } = request.socket as unknown as { readonly servername: string | false };
    response.writeHead(location === undefined ? 200 : 302, location === undefined ? {} : { location });
    response.end(String(servername));
  });
  return listen(server);
}

async function fetched(url: string, ca: string | undefined, ...ports: readonly number[]): Promise<string> {
  const client = createGuardedClient({
    resolve: async () => ["127.0.0.1"],
    policy: policyWith(...ports),
    ...(ca === undefined ? {} : { ca }),
  });
  let text = "";
  for await (const chunk of (await client.send({ url }, LIMITS)).body) text += Buffer.from(chunk).toString();
  return text;
}

describe("An https request", () => {
  it("greets the checked address with the name of the URL", async () => {
    const identity = makeCertificate({ hostName: "files.example.com" });
    await using server = await listenHttps(identity);
    const url = `https://files.example.com:${server.port}/`;
    expect(await fetched(url, identity.cert, server.port)).toBe("files.example.com");
  });

  it.each([
    ["of another name", { hostName: "other.example.com" }],
    ["that has expired", { hostName: "files.example.com", notAfter: new Date(Date.now() - DAY_MS / 2) }],
    ["of the future", { hostName: "files.example.com", notBefore: new Date(Date.now() + DAY_MS / 2) }],
  ])("is refused with a certificate %s", async (_name, options) => {
    const identity = makeCertificate(options);
    await using server = await listenHttps(identity);
    const url = `https://files.example.com:${server.port}/`;
    await expect(fetched(url, identity.cert, server.port)).rejects.toMatchObject({ code: "url_unreachable" });
  });

  it("is refused with a certificate of nobody's, whatever the environment says", async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      await using server = await listenHttps(makeCertificate({ hostName: "files.example.com" }));
      const url = `https://files.example.com:${server.port}/`;
      await expect(fetched(url, undefined, server.port)).rejects.toMatchObject({ code: "url_unreachable" });
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  it("is refused by a server that speaks no TLS", async () => {
    await using server = await listenHttp((_request, response) => response.end("plain"));
    const url = `https://files.example.com:${server.port}/`;
    await expect(fetched(url, undefined, server.port)).rejects.toMatchObject({ code: "url_unreachable" });
  });

  it("is not led back to http, while an http one is led to https", async () => {
    const identity = makeCertificate({ hostName: "files.example.com" });
    await using plain = await listenHttp((_request, response) => response.end("plain"));
    await using down = await listenHttps(identity, `http://files.example.com:${plain.port}/`);
    const url = `https://files.example.com:${down.port}/`;
    await expect(fetched(url, identity.cert, down.port, plain.port)).rejects.toMatchObject({ code: "url_refused" });
    expect(plain.connections()).toBe(0);

    await using secure = await listenHttps(identity);
    const location = `https://files.example.com:${secure.port}/`;
    await using up = await listenHttp((_request, response) => response.writeHead(302, { location }).end());
    const upUrl = `http://files.example.com:${up.port}/`;
    expect(await fetched(upUrl, identity.cert, up.port, secure.port)).toBe("files.example.com");
  });
});
