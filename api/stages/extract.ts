/** Queue stage `extract`; only signed deliveries come in. */
import { extractHandler } from "../../lib/http/stage-handler.ts";
import { readingServices } from "../../lib/reading-container.ts";

export default { fetch: extractHandler(readingServices) };
