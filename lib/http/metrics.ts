/** `GET /api/metrics`: what Prometheus scrapes. For an operator's key, or whoever holds METRICS_TOKEN. */
import { createHash, timingSafeEqual } from "node:crypto";
import { DocatError } from "../errors/docat-error.ts";
import { EXPOSITION_TYPE, exposition } from "../metrics/exposition.ts";
import { createHandler } from "./handler.ts";
import { problemResponse, respondToError } from "./problem-response.ts";
import type { Services } from "./services.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

async function requireOperator({ metrics, authenticator }: Services, headers: Headers): Promise<void> {
  const bearer = /^Bearer ([^\s]+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? headers.get("x-api-key");
  const { token } = metrics;
  if (token !== null && bearer !== null && timingSafeEqual(digest(bearer), digest(token))) return;
  const identity = await authenticator.authenticate(bearer);
  if (!identity.scopes.has("operator"))
    throw new DocatError("scope_missing", { detail: "It needs the scope operator." });
}

export function metricsHandler(getServices: () => Services): (request: Request) => Promise<Response> {
  return createHandler(() => {
    const services = getServices();
    return async (request) => {
      if (request.method !== "GET") return problemResponse(new DocatError("method_not_allowed"), { allow: "GET" });
      try {
        await requireOperator(services, request.headers);
        await services.metrics.store.write();
        const text = exposition(await services.metrics.store.read(Date.now()));
        return new Response(text, { headers: { "content-type": EXPOSITION_TYPE, "cache-control": "no-store" } });
      } catch (error) {
        return respondToError(error, services.log);
      }
    };
  });
}
