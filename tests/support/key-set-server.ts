/** An outside issuer for tests: signs tokens with key pairs that it publishes over HTTP, and changes them at will. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";

export interface TestIssuer {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** How often its keys were asked for. */
  asked(): number;
  /** From now on it signs with another key. The one before is still published, unless it is dropped. */
  rotate(options?: { readonly alg?: string; readonly drop?: boolean }): Promise<void>;
  /** A token with these claims besides `iss`, `iat` and `exp`. */
  token(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Answers in place of the keys, until it is called with null. */
  answerWith(answer: ((response: ServerResponse) => unknown) | null): void;
  close(): Promise<void>;
}

export const seconds = (): number => Math.floor(Date.now() / 1_000);

export async function startTestIssuer(): Promise<TestIssuer> {
  const published: object[] = [];
  let signing: { key: CryptoKey; alg: string; kid: string } | undefined;
  let answer: ((response: ServerResponse) => unknown) | null = null;
  let count = 0;
  let serial = 0;
  const server = createServer((_request, response) => {
    count++;
    if (answer !== null) answer(response);
    else response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: published }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  const testIssuer: TestIssuer = {
    issuer,
    jwksUrl: `${issuer}.well-known/jwks.json`,
    asked: () => count,
    async rotate({ alg = "RS256", drop = false } = {}) {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const kid = `key-${serial++}`;
      if (drop) published.length = 0;
      published.push({ ...(await exportJWK(publicKey)), kid, alg, use: "sig" });
      signing = { key: privateKey, alg, kid };
    },
    async token(claims, header = {}) {
      if (signing === undefined) throw new Error("The issuer has no key.");
      const { key, alg, kid } = signing;
      const all = { iss: issuer, iat: seconds(), exp: seconds() + 600, ...claims };
      return new SignJWT(all).setProtectedHeader({ alg, kid, ...header }).sign(key);
    },
    answerWith(next) {
      answer = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  await testIssuer.rotate();
  return testIssuer;
}
