/** Deliveries as the broker signs them, straight to a stage's handler. */
import { createHash } from "node:crypto";
import { SignJWT } from "jose";
import type { TestService } from "./test-service.ts";

/** The token that the broker would send with this body to this address. */
export async function sign(url: string, body: string, key: string): Promise<string> {
  const digest = createHash("sha256").update(body).digest("base64url");
  return new SignJWT({ body: digest })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer("Upstash")
    .setSubject(url)
    .setIssuedAt()
    .setExpirationTime("5m")
    .setNotBefore("0s")
    .setJti(crypto.randomUUID())
    .sign(new TextEncoder().encode(key));
}

export function postToStage(
  service: TestService,
  stage: string,
  body: string,
  signature: string | null,
): Promise<Response> {
  const path = `/api/stages/${stage}`;
  const headers: Record<string, string> = signature === null ? {} : { "upstash-signature": signature };
  return service.invoke(path, new Request(`${service.env.baseUrl}${path}`, { method: "POST", headers, body }));
}

/** A delivery that the stage takes for the broker's. */
export async function deliverSigned(service: TestService, stage: string, message: unknown): Promise<Response> {
  const body = JSON.stringify(message);
  const url = `${service.env.baseUrl}/api/stages/${stage}`;
  return postToStage(service, stage, body, await sign(url, body, service.env.QSTASH_CURRENT_SIGNING_KEY));
}
