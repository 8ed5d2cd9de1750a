/** What a sandbox thread can reach: nothing. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { findPdfjsAssets } from "../../../../lib/pdf/pdfjs/pdfjs-assets.ts";

it("A sandbox thread finds every way to the network closed, and no environment", async () => {
  let visits = 0;
  const server = createServer((_request, response) => {
    visits += 1;
    response.end("reached");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const worker = new Worker(new URL("../../../support/network-probe.ts", import.meta.url), {
    workerData: { docatSandbox: true, assets: findPdfjsAssets(), glyphsPerPage: 1, port },
    env: {},
    execArgv: [],
  });
  const heard: unknown[] = [];
  worker.on("message", (message) => heard.push(message));
  const isReport = (message: unknown) => typeof message === "object" && message !== null && "said" in message;
  while (!heard.some(isReport)) await once(worker, "message");
  const { said, environment } = heard.find(isReport) as {
    readonly said: Readonly<Record<string, string>>;
    readonly environment: readonly string[];
  };
  await worker.terminate();
  server.close();
  expect(Object.keys(said).length).toBeGreaterThan(10);
  const through = Object.entries(said).filter(([, what]) => what !== "There is no network in the sandbox.");
  expect(through).toEqual([]);
  expect(visits).toBe(0);
  expect(environment).toEqual([]);
});
