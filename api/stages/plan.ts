/** Queue stage `plan`; only signed deliveries come in. */
import { planHandler } from "../../lib/http/stage-handler.ts";
import { readingServices } from "../../lib/reading-container.ts";

export default { fetch: planHandler(readingServices) };
