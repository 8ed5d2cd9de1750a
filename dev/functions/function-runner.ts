/** Runs one built function behind HTTP on a free port and tells its parent which. Started with the entry's path. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import { getRequestListener } from "@hono/node-server";

const entry = process.argv[2];
if (entry === undefined) throw new Error("Give the path of the function's entry point.");

const module = (await import(pathToFileURL(entry).href)) as {
  readonly default: { fetch(request: Request): Promise<Response> };
};
const server = createServer(getRequestListener((request) => module.default.fetch(request)));
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
