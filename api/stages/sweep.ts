/** The sweep over jobs that may have stalled; only the broker's signed schedule comes in. */
import { services } from "../../lib/container.ts";
import { sweepHandler } from "../../lib/http/stage-handler.ts";

export default { fetch: sweepHandler(services) };
