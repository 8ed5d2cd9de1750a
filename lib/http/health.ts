/** Whether this deployment can work: it answers, and its store does. */

import { DocatError } from "../errors/docat-error.ts";
import { createHandler } from "./handler.ts";
import { problemResponse } from "./problem-response.ts";
import type { Services } from "./services.ts";

async function isConnected(services: Services): Promise<boolean> {
  try {
    await services.pingStore();
    return true;
  } catch (error) {
    services.log.error("health.store_unreachable", error);
    return false;
  }
}

/** 200 when all is well, 503 when the store does not answer. Tells no address, no key and no load. */
export function healthHandler(getServices: () => Services): (request: Request) => Promise<Response> {
  return createHandler(() => {
    const services = getServices();
    return async (request) => {
      if (request.method !== "GET" && request.method !== "HEAD") {
        return problemResponse(new DocatError("method_not_allowed"), { allow: "GET, HEAD" });
      }
      const connected = await isConnected(services);
      const redis = connected ? ("connected" as const) : ("disconnected" as const);
      return Response.json(
        {
          status: connected ? "healthy" : "unhealthy",
          service: "docat",
          redis,
          checks: { redis },
          timestamp: new Date().toISOString(),
        },
        { status: connected ? 200 : 503, headers: { "cache-control": "no-store" } },
      );
    };
  });
}
