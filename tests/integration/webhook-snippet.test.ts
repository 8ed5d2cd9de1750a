/** The receiver of docs/webhooks.md, run as it stands there: it takes what the service sends, once, and nothing that was forged or is old. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { signedHeaders } from "../../lib/webhooks/secret.ts";

const SECRET = `whsec_${randomBytes(32).toString("base64")}`;
const BODY = '{"type":"job.succeeded","data":{"id":"job_1","note":"Grüße"}}';

let folder = "";
let process_: ChildProcessByStdio<null, Readable, null>;
let url = "";
let said = "";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

beforeAll(async () => {
  const page = await readFile(`${import.meta.dirname}/../../docs/webhooks.md`, "utf8");
  const [, snippet = ""] = /```js\n(.*?)```/s.exec(page) ?? [];
  folder = await mkdtemp(join(tmpdir(), "docat-receiver-"));
  await writeFile(join(folder, "receiver.mjs"), snippet);
  const port = await freePort();
  url = `http://127.0.0.1:${port}/hook`;
  process_ = spawn(process.execPath, [join(folder, "receiver.mjs")], {
    env: { WEBHOOK_SECRET: SECRET, PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  process_.stdout.on("data", (chunk) => {
    said += chunk;
  });
  await vi.waitFor(() => fetch(url), { timeout: 10_000, interval: 50 });
});
afterAll(async () => {
  process_.kill();
  await rm(folder, { recursive: true });
});

const send = async (headers: Readonly<Record<string, string>>, body = BODY) =>
  (await fetch(url, { method: "POST", headers, body })).status;

const headersOf = (id: string, at = Date.now(), secrets = [SECRET]) => signedHeaders({ id, at, body: BODY }, secrets);

describe("The receiver of the documentation", () => {
  it("takes what the service signs, and once what comes twice", async () => {
    expect([await send(headersOf("evt_1")), await send(headersOf("evt_1"))]).toEqual([204, 204]);
    await expect.poll(() => said).toBe("job.succeeded job_1\n");
  });

  it("takes what the receivers' library signs, and one of two signatures", async () => {
    const at = new Date();
    const library = {
      "webhook-id": "evt_2",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Webhook(SECRET).sign("evt_2", at, BODY),
    };
    const former = `whsec_${randomBytes(32).toString("base64")}`;
    expect([await send(library), await send(headersOf("evt_3", Date.now(), [former, SECRET]))]).toEqual([204, 204]);
  });

  it("refuses what was forged, changed or kept, and what is not signed", async () => {
    const forger = `whsec_${randomBytes(32).toString("base64")}`;
    const genuine = headersOf("evt_4");
    const tries = [
      send(headersOf("evt_4", Date.now(), [forger])),
      send(genuine, `${BODY} `),
      send({ ...genuine, "webhook-id": "evt_5" }),
      send(headersOf("evt_4", Date.now() - 301_000)),
      send(headersOf("evt_4", Date.now() + 310_000)),
      send({ ...genuine, "webhook-signature": "v1,AAAA" }),
      send({ ...genuine, "webhook-timestamp": "now" }),
      send({}),
    ];
    expect(new Set(await Promise.all(tries))).toEqual(new Set([401]));
  });
});
