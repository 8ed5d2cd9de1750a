/** A process that serves the functions of the source tree on PORT, and nothing else: store and broker live elsewhere and survive it. */
import { startFunctionServer } from "../../dev/functions/function-server.ts";
import { openSourceFunctions } from "../../dev/functions/source-functions.ts";
import { readSourceRoutes } from "../../dev/functions/source-routes.ts";
import { openStaticFiles } from "../../dev/functions/static-files.ts";

const ROOT = `${import.meta.dirname}/../..`;

const deployment = {
  routes: readSourceRoutes(ROOT),
  statics: openStaticFiles(`${ROOT}/public`),
  functions: openSourceFunctions(ROOT),
};
await startFunctionServer(() => deployment, Number(process.env.PORT));
process.stdout.write("ready\n");
