/**
 * Runs one built function behind HTTP on a free port and tells its parent which. Started with the entry's path.
 * No engine can be loaded in this thread: a document that is converted was read in a thread of the sandbox.
 */
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { listenOnLoopback } from "../http/loopback-listener.ts";

const entry = process.argv[2];
if (entry === undefined) throw new Error("Give the path of the function's entry point.");

// Hooks hold for the thread that registers them.
registerHooks({
  resolve(specifier, context, next) {
    if (/^(?:unpdf|@embedpdf\/pdfium)(?:\/|$)/.test(specifier))
      throw new Error("An engine was loaded outside the sandbox.");
    return next(specifier, context);
  },
});

const module = (await import(pathToFileURL(entry).href)) as {
  readonly default: { fetch(request: Request): Promise<Response> };
};
const { url } = await listenOnLoopback(0, (request) => module.default.fetch(request));
process.send?.(url);
process.on("disconnect", () => process.exit(0));
