/** What is answered about a document in the same request. */
import { createDirect } from "../lib/http/direct.ts";
import { createHandler } from "../lib/http/handler.ts";
import { readingServices } from "../lib/reading-container.ts";

export default { fetch: createHandler(() => createDirect(readingServices()).fetch) };
