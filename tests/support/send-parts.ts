/**
 * A process that sends a file's parts to URLs, and can be killed: `node send-parts.ts FILE PART_BYTES WHOLE`, the parts as JSON on
 * standard input. It sends so many whole parts, then half of the next, says so, and waits for its end.
 */
import { once } from "node:events";
import { open } from "node:fs/promises";
import { request } from "node:http";
import { text } from "node:stream/consumers";

const [file = "", partBytes = "0", whole = "0"] = process.argv.slice(2);
const parts = JSON.parse(await text(process.stdin)) as readonly { readonly number: number; readonly url: string }[];
const handle = await open(file);
const sizeBytes = (await handle.stat()).size;

for (const [at, { number, url }] of parts.entries()) {
  const start = (number - 1) * Number(partBytes);
  const bytes = new Uint8Array(Math.min(Number(partBytes), sizeBytes - start));
  await handle.read(bytes, 0, bytes.length, start);
  const sending = request(url, { method: "PUT", headers: { "content-length": bytes.length } });
  if (at >= Number(whole)) {
    sending.write(bytes.subarray(0, bytes.length / 2), () => process.stdout.write("half\n"));
    await once(sending, "response");
  }
  sending.end(bytes);
  const [response] = await once(sending, "response");
  response.resume();
  if (response.statusCode !== 200) throw new Error(`Part ${number}: ${response.statusCode}`);
}
