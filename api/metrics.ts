/** What Prometheus scrapes. */
import { services } from "../lib/container.ts";
import { metricsHandler } from "../lib/http/metrics.ts";

export default { fetch: metricsHandler(services) };
