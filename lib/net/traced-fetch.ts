/** The same client, each of whose requests is a span; not of where they go, which is its receiver's matter. */
import type { GuardedFetch } from "../contracts/guarded-fetch.ts";
import type { Tracer } from "../contracts/tracer.ts";

export function tracedFetch(links: GuardedFetch, tracer: Tracer): GuardedFetch {
  return {
    checkUrl: (url) => links.checkUrl(url),
    checkHost: (url, connectMs, signal) => links.checkHost(url, connectMs, signal),
    send(request, limits, signal) {
      const facts = { "http.request.method": request.method ?? "GET" };
      const start = { name: "send", kind: "client", facts } as const;
      return tracer.within(start, async (span) => {
        const response = await links.send(request, limits, signal);
        span.add({ "http.response.status_code": response.status });
        if (response.status >= 400) span.fail(String(response.status));
        return response;
      });
    },
  };
}
