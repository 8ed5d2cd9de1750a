/** Failure callback of the queue: what it gave up on ends here; only signed deliveries come in. */
import { services } from "../../lib/container.ts";
import { failedHandler } from "../../lib/http/stage-handler.ts";

export default { fetch: failedHandler(services) };
