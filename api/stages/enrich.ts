/** Queue stages `enrich` and `finish`; only signed deliveries come in. */
import { enrichingServices } from "../../lib/enriching-container.ts";
import { enrichHandler } from "../../lib/http/stage-handler.ts";

export default { fetch: enrichHandler(enrichingServices) };
