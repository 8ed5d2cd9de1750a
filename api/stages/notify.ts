/** What is owed after a job's end; only the broker's signed deliveries come in. */
import { services } from "../../lib/container.ts";
import { notifyHandler } from "../../lib/http/stage-handler.ts";

export default { fetch: notifyHandler(services) };
