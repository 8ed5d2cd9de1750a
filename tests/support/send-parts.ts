/**
 * A process that sends a file's parts, and can be killed. On standard input, as JSON: the file, how many bytes its parts have, the parts by number
 * and URL, headers to send besides, and after how many whole parts it sends half of the next, says so, and waits for its end.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { request } from "node:http";
import { text } from "node:stream/consumers";

export interface SendingOrder {
  readonly file: string;
  readonly partBytes: number;
  readonly parts: readonly { readonly number: number; readonly url: string }[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly stopAfter?: number;
}

const order = JSON.parse(await text(process.stdin)) as SendingOrder;
const { partBytes, headers = {}, stopAfter = Number.POSITIVE_INFINITY } = order;
const handle = await open(order.file);
const { size } = await handle.stat();

for (const [at, { number, url }] of order.parts.entries()) {
  const start = (number - 1) * partBytes;
  const bytes = new Uint8Array(Math.min(partBytes, size - start));
  await handle.read(bytes, 0, bytes.length, start);
  const digest = `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
  const all = { ...headers, "content-digest": digest, "content-length": bytes.length };
  const sending = request(url, { method: "PUT", headers: all });
  if (at >= stopAfter) {
    sending.write(bytes.subarray(0, bytes.length / 2), () => process.stdout.write("half\n"));
    await once(sending, "response");
  }
  sending.end(bytes);
  const [response] = await once(sending, "response");
  response.resume();
  if (Math.floor(response.statusCode / 100) !== 2) throw new Error(`Part ${number}: ${response.statusCode}`);
}
