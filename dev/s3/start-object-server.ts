/**
 * A store that speaks S3, on loopback: the package @20minutes/s3rver, which checks every signature, and what it lacks: the list of an
 * object's parts, giving an object up, and the rules for the sizes of parts (S3's least, and R2's that all are alike).
 */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);

const BUCKET = "documents";
const ACCESS_KEY = "S3RVER";
const LEAST_PART_BYTES = 5 * 1_048_576;

/** As much of Koa's context as is used here. */
interface Context {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  status: number;
  body: unknown;
  set(name: string, value: string): void;
}

interface Koa {
  readonly middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[];
  readonly httpServer: Server;
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}

type Construct = new (options: Readonly<Record<string, unknown>>) => Koa;

export interface ObjectServer {
  /** The variables that make a deployment use it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Names of all objects, and of those on their way. */
  objects(): Promise<{ readonly whole: readonly string[]; readonly open: readonly string[] }>;
  /** All bytes that it holds of anything, for those who look for what should not be there. */
  dump(): Promise<Buffer>;
  /** What was asked of it, as `PUT /documents/name?partNumber`; names of query fields alone. */
  readonly asked: string[];
  close(): Promise<void>;
}

interface Part {
  readonly number: number;
  readonly size: number;
  readonly tag: string;
}

async function partsIn(folder: string): Promise<Part[]> {
  const names = (await readdir(folder)).filter((name) => /^\d+\.md5$/.test(name));
  const parts = names.map(async (name) => {
    const path = join(folder, name.replace(".md5", ""));
    return {
      number: Number.parseInt(name, 10),
      size: (await stat(path)).size,
      tag: await readFile(`${path}.md5`, "utf8"),
    };
  });
  return (await Promise.all(parts)).sort((a, b) => a.number - b.number);
}

function pageOfParts(parts: readonly Part[], after: number, most: number): string {
  const rest = parts.filter(({ number }) => number > after);
  const page = rest.slice(0, most);
  const listed = page.map(
    ({ number, size, tag }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${tag}&quot;</ETag><Size>${size}</Size></Part>`,
  );
  const next = page.at(-1)?.number ?? 0;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListPartsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<NextPartNumberMarker>${next}</NextPartNumberMarker><IsTruncated>${rest.length > most}</IsTruncated>`,
    `${listed.join("")}</ListPartsResult>`,
  ].join("");
}

function refuse(context: Context, status: number, code: string): void {
  context.status = status;
  context.set("content-type", "application/xml");
  context.body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`;
}

/** Why an object is not joined of these parts. */
function faultOf(parts: readonly Part[]): string | null {
  const sizes = parts.slice(0, -1).map(({ size }) => size);
  if (sizes.some((size) => size < LEAST_PART_BYTES)) return "EntityTooSmall";
  return new Set(sizes).size > 1 ? "InvalidPart" : null;
}

/** `most` parts in a page of the list. */
function supplement(uploads: string, asked: string[], most: number) {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    const { method, path, query } = context;
    asked.push(`${method} ${path}${Object.keys(query).map((name) => `?${name}`)}`);
    const { uploadId } = query;
    if (uploadId === undefined) return next();
    const folder = join(uploads, uploadId);
    const isThere = /^[0-9a-f]{32}$/.test(uploadId) && (await stat(folder).catch(() => null)) !== null;
    if (!isThere) return refuse(context, 404, "NoSuchUpload");
    const wrong = method === "POST" ? faultOf(await partsIn(folder)) : null;
    if (wrong !== null) return refuse(context, 400, wrong);
    if (method !== "GET" && method !== "DELETE") return next();
    // By then the signature has been checked: all that the package says of it is that it does not know the method.
    const error = await next().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if ((error as { code?: unknown } | null)?.code !== "MethodNotAllowed")
      throw error ?? new Error("It is known by now.");
    if (method === "DELETE") {
      await rm(folder, { recursive: true });
      context.status = 204;
      return;
    }
    context.status = 200;
    context.set("content-type", "application/xml");
    context.body = pageOfParts(await partsIn(folder), Number(query["part-number-marker"] ?? 0), most);
  };
}

/** Listens on 127.0.0.1; port 0 takes a free one. Everything it holds goes when it is closed. */
export async function startObjectServer({ port = 0, partsInPage = 1_000 } = {}): Promise<ObjectServer> {
  const S3rver = require("@20minutes/s3rver/lib/s3rver.js") as Construct;
  const directory = await mkdtemp(join(tmpdir(), "docat-objects-"));
  const bucket = join(directory, BUCKET);
  const uploads = join(bucket, "._S3rver_uploads");
  const asked: string[] = [];
  const options = { address: "127.0.0.1", port, silent: true, directory, vhostBuckets: false };
  const server = new S3rver({ ...options, configureBuckets: [{ name: BUCKET, configs: [CORS] }] });
  server.middleware.unshift(supplement(uploads, asked, partsInPage));
  const address = await server.run();
  const filesOf = async () =>
    (await readdir(bucket, { recursive: true, withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  return {
    variables: {
      S3_ENDPOINT: `http://127.0.0.1:${address.port}`,
      S3_REGION: "us-east-1",
      S3_BUCKET: BUCKET,
      S3_ACCESS_KEY_ID: ACCESS_KEY,
      S3_SECRET_ACCESS_KEY: ACCESS_KEY,
    },
    asked,
    async objects() {
      const files = (await filesOf()).map((file) => file.slice(bucket.length + 1));
      const whole = files.filter((file) => file.endsWith("._S3rver_object"));
      const open = await readdir(uploads).catch(() => []);
      return { whole: whole.map((file) => file.replace("._S3rver_object", "")).sort(), open };
    },
    async dump() {
      return Buffer.concat(await Promise.all((await filesOf()).map((file) => readFile(file))));
    },
    async close() {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What a bucket must allow so that browsers can send parts to it (docs/object-store.md). */
const CORS = `<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod></CORSRule>
</CORSConfiguration>`;
