/** The functions of the source tree in a process of their own, on the port that the first argument names. It ends with its parent. */
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
const { url } = await startFunctionServer(() => deployment, Number(process.argv[2]));
process.send?.(url);
process.on("disconnect", () => process.exit(0));
