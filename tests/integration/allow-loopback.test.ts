/** `npm start -- --allow-loopback`: a receiver on the same machine is told; the switch is the local platform's alone. */
import { randomBytes } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDocatClient } from "../../dev/platform/docat-client.ts";
import { readStartOptions } from "../../dev/platform/local-settings.ts";
import { type Platform, startPlatform } from "../../dev/platform/start-platform.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { startReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

const ROOT = `${import.meta.dirname}/../..`;

let receiver: WebhookReceiver;
let platform: Platform;
beforeAll(async () => {
  receiver = await startReceiver();
  platform = await startPlatform({
    port: 0,
    allowLoopback: true,
    preferServer: false,
    variables: { SWEEP_CRON: "off" },
  });
});
afterAll(async () => {
  await platform.close();
  await receiver[Symbol.asyncDispose]();
});

const ownOptions = (url: string) => {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  receiver.secrets.set("/own", secret);
  return { webhook: { url, secret } };
};

it("A receiver on this machine is told of a job", async () => {
  const client = createDocatClient(platform.url, platform.apiKey);
  const url = `http://127.0.0.1:${receiver.port}/own`;
  const { id } = await client.createJob("a.pdf", pdfOfPages(1), ownOptions(url));
  await client.waitForJob(id, 30_000);
  await platform.idle();
  expect(receiver.taken.map(({ body }) => JSON.parse(body).data.id)).toEqual([id]);
});

it.each(["http://10.0.0.1/own", "http://169.254.169.254/own", "http://192.168.1.1:8080/own"])(
  "One in an inner network is not: %s",
  async (url) => {
    const client = createDocatClient(platform.url, platform.apiKey);
    await expect(client.createJob("a.pdf", pdfOfPages(1), ownOptions(url))).rejects.toThrow("url_refused");
  },
);

it("The switch is off unless it is given, and no other is understood", () => {
  expect([readStartOptions([]), readStartOptions(["--allow-loopback"])]).toEqual([
    { allowLoopback: false },
    { allowLoopback: true },
  ]);
  expect(() => readStartOptions(["--allow-all"])).toThrow();
});

it("Nothing of what is deployed knows of it", () => {
  const files = globSync("{api,lib}/**/*.ts", { cwd: ROOT }).map((file) => readFileSync(`${ROOT}/${file}`, "utf8"));
  expect(files.length).toBeGreaterThan(300);
  expect(files.filter((text) => /allow.?loopback/i.test(text))).toEqual([]);
});
