/**
 * `node bench/uploads.ts [--megabytes 200] [--pages 200] [--way parts|store]`: sends a large PDF in parts through the API, and by presigned URLs
 * straight to an object store on this machine; kills the sender in the middle and goes on; makes a job of it, holds the result against the
 * document, and prints how long it took and the most memory that each function had, every function being a process of its own.
 */
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readSourceRoutes } from "../dev/functions/source-routes.ts";
import { openStaticFiles } from "../dev/functions/static-files.ts";
import { writeLargePdf } from "../dev/large-pdf.ts";
import { createDocatClient } from "../dev/platform/docat-client.ts";
import { startPlatform } from "../dev/platform/start-platform.ts";
import { startObjectServer } from "../dev/s3/start-object-server.ts";
import { jobSchema } from "../lib/contracts/job.ts";
import { type UploadView, uploadSchema } from "../lib/contracts/upload.ts";
import { sendParts, sendPartsAndDie } from "../tests/support/part-sender.ts";
import type { SendingOrder } from "../tests/support/send-parts.ts";
import { compileSource } from "./uploads/compile-source.ts";
import { type FunctionProcesses, openFunctionProcesses } from "./uploads/function-processes.ts";

const ROOT = join(import.meta.dirname, "..");
const MB = 1_000_000;
const WAYS = ["parts", "store"] as const;
type Way = (typeof WAYS)[number];
const TIMEOUT_MS = 400_000;

interface LargeFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly pages: number;
}

/** Its pages say "Page 3 of 200.", and have a picture each that makes it as large as it is to be. */
function writeFile(folder: string, megabytes: number, pages: number): LargeFile {
  const path = join(folder, "large.pdf");
  const file = openSync(path, "w");
  const hash = createHash("sha256");
  const contentBytes = 2_000;
  const pictureBytes = Math.max(0, Math.floor((megabytes * MB) / pages) - contentBytes - 1_000);
  for (const piece of writeLargePdf({ pages, contentBytes, pictureBytes })) {
    hash.update(piece);
    writeSync(file, piece);
  }
  closeSync(file);
  return { path, sizeBytes: statSync(path).size, sha256: hash.digest("hex"), pages };
}

const CHECK_FAILED = "The document did not come out right:";

/** A deployment with its functions in processes, and what is asked of it. */
async function deploy(way: Way, built: string) {
  const server = await startObjectServer();
  let functions: FunctionProcesses | undefined;
  const platform = await startPlatform({
    port: 0,
    variables: {
      ...(way === "store" ? server.variables : {}),
      ...{ SWEEP_CRON: "off", REQUESTS_PER_MINUTE: "100000", MAX_DOCUMENT_BYTES: "209715200" },
      // One document at a time in each, or it would be the memory of several that is measured.
      SANDBOX_WORKERS: "1",
    },
    async deploy(variables) {
      const { PATH = "" } = process.env;
      functions = openFunctionProcesses(built, { ...variables, PATH });
      return { routes: readSourceRoutes(ROOT), statics: openStaticFiles(`${ROOT}/public`), functions };
    },
  });
  const authorization = `Bearer ${platform.apiKey}`;
  return {
    authorization,
    url: platform.url,
    client: createDocatClient(platform.url, platform.apiKey),
    peaks: () => functions?.peaks() ?? {},
    objects: server.objects,
    async call(method: string, path: string, body?: object): Promise<unknown> {
      const headers = { authorization, "content-type": "application/json" };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      const response = await fetch(`${platform.url}${path}`, init);
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    async close() {
      await platform.close();
      await server.close();
    },
  };
}

type Deployed = Awaited<ReturnType<typeof deploy>>;

function orderFor(deployed: Deployed, file: LargeFile, upload: UploadView): SendingOrder {
  const isDirect = upload.via === "store";
  const urls = new Map(upload.part_urls?.map(({ number, url }) => [number, url] as const));
  const ownUrl = (number: number) => `${deployed.url}/v1/uploads/${upload.id}/parts/${number}`;
  return {
    file: file.path,
    partBytes: upload.part_bytes,
    parts: upload.parts_missing.map((number) => ({ number, url: urls.get(number) ?? ownUrl(number) })),
    headers: isDirect ? {} : { authorization: deployed.authorization, "content-type": "application/octet-stream" },
  };
}

async function timed<T>(deployed: Deployed, what: string, step: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const outcome = await step();
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const peaks = Object.entries(deployed.peaks()).map(([path, peak]) => `${path.replace("/api/", "")} ${peak}`);
  process.stdout.write(`  ${what}\t${seconds} s\tpeak MB so far: ${peaks.join(", ")}\n`);
  return outcome;
}

/** Half of the parts, the sender killed, the rest. */
async function send(deployed: Deployed, file: LargeFile): Promise<UploadView> {
  const { call } = deployed;
  const begun = uploadSchema.parse(await call("POST", "/v1/uploads", { size_bytes: file.sizeBytes }));
  const stopAfter = Math.floor(begun.parts_total / 2);
  const half = { ...orderFor(deployed, file, begun), stopAfter };
  await timed(deployed, `half of ${begun.parts_total} parts, then killed`, () => sendPartsAndDie(half));
  const resumed = uploadSchema.parse(await call("GET", `/v1/uploads/${begun.id}`));
  const rest = orderFor(deployed, file, resumed);
  await timed(deployed, `the ${rest.parts.length} missing parts`, () => sendParts(rest));
  const complete = await timed(deployed, "complete", () => call("POST", `/v1/uploads/${begun.id}/complete`));
  return uploadSchema.parse(complete);
}

async function run(deployed: Deployed, file: LargeFile): Promise<void> {
  const upload = await send(deployed, file);
  if (upload.sha256 !== file.sha256) throw new Error(`${CHECK_FAILED} its hash is ${upload.sha256}.`);
  const { call, client } = deployed;
  const { id } = jobSchema.parse(await call("POST", "/v1/jobs", { upload_id: upload.id }));
  const job = await timed(deployed, "job", () => client.waitForJob(id, TIMEOUT_MS));
  if (job.error !== null) throw new Error(`${CHECK_FAILED} ${job.error.code}`);
  const text = await timed(deployed, "result", () => client.getResult(id, "text"));
  for (let page = 1; page <= file.pages; page++) {
    if (!text.includes(`Page ${page} of ${file.pages}.`)) throw new Error(`${CHECK_FAILED} page ${page} is missing.`);
  }
  await call("DELETE", `/v1/jobs/${id}`);
  const left = await deployed.objects();
  if (left.whole.length + left.open.length > 0) throw new Error("Objects are left.");
  process.stdout.write(`  right; peak of any function: ${Math.max(...Object.values(deployed.peaks()))} MB\n`);
}

const { values } = parseArgs({
  options: { megabytes: { type: "string" }, pages: { type: "string" }, way: { type: "string" } },
});
const folder = mkdtempSync(join(tmpdir(), "docat-uploads-"));
try {
  const built = join(folder, "built");
  mkdirSync(built);
  compileSource(built);
  const file = writeFile(folder, Number(values.megabytes ?? 200), Number(values.pages ?? 200));
  for (const way of WAYS) {
    if (values.way !== undefined && values.way !== way) continue;
    process.stdout.write(`${way}: ${file.sizeBytes} bytes, ${file.pages} pages\n`);
    const deployed = await deploy(way, built);
    try {
      await run(deployed, file);
    } finally {
      await deployed.close();
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
