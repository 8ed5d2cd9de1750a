/** The public REST API. */
import { services } from "../lib/container.ts";
import { createHandler } from "../lib/http/handler.ts";
import { createV1 } from "../lib/http/v1.ts";

export default { fetch: createHandler(() => createV1(services()).fetch) };
