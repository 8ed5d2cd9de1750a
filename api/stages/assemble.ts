/** Queue stage `assemble`; only signed deliveries come in. */
import { services } from "../../lib/container.ts";
import { assembleHandler } from "../../lib/http/stage-handler.ts";

export default { fetch: assembleHandler(services) };
