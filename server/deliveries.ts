/** How the broker reaches the functions: inside this process, so that no address has to be right and no port open for it. */
import { answer, type Deployment } from "../dev/functions/function-server.ts";

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** A fetch that knows one host. A function that is given up on goes on until its own bounds end it; its lease holds until then. */
export function insideFetch(deployment: () => Deployment, origin: string): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== origin) throw new Error("The server delivers to its own functions only.");
    return await Promise.race([answer(deployment(), request), aborted(init?.signal)]);
  };
}

/** The same deployment for the world: the broker's paths are not there. */
export function outside(deployment: Deployment): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/api/stages/")) return new Response("Not found\n", { status: 404 });
    return await answer(deployment, request);
  };
}
