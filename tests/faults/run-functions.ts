/**
 * The functions of the source tree in a process of their own, on the port that the first argument names; `--allow-loopback` lets their webhooks
 * reach this machine. It ends with its parent.
 */
import { startFunctionServer } from "../../dev/functions/function-server.ts";
import { openSourceFunctions } from "../../dev/functions/source-functions.ts";
import { readSourceRoutes } from "../../dev/functions/source-routes.ts";
import { openStaticFiles } from "../../dev/functions/static-files.ts";
import { withLoopback } from "../../dev/platform/loopback-functions.ts";

const ROOT = `${import.meta.dirname}/../..`;

const functions = openSourceFunctions(ROOT);
const deployment = {
  routes: readSourceRoutes(ROOT),
  statics: openStaticFiles(`${ROOT}/public`),
  functions: process.argv.includes("--allow-loopback") ? withLoopback(functions) : functions,
};
const { url } = await startFunctionServer(() => deployment, Number(process.argv[2]));
process.send?.(url);
process.on("disconnect", () => process.exit(0));
