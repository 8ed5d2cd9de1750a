/** Liveness, for probes. */
import { services } from "../lib/container.ts";
import { healthHandler } from "../lib/http/health.ts";

export default { fetch: healthHandler(services) };
