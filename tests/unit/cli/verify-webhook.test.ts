/** `docat verify`: requests signed by the receivers' own library are genuine, and nothing else is. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../../../dev/cli/command-line.ts";

const SECRET = `whsec_${randomBytes(32).toString("base64")}`;
const BODY = '{"type":"job.succeeded","data":{"id":"job_1","note":"Grüße"}}';

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "docat-verify-"));
  await writeFile(join(folder, "body.json"), BODY);
  await writeFile(join(folder, "other.json"), `${BODY}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

interface Kept {
  readonly file?: string;
  readonly id?: string;
  readonly at?: number;
  readonly signature?: string;
  readonly secret?: string;
  readonly more?: readonly string[];
}

const now = Math.floor(Date.now() / 1_000);
const signed = (at = now, secret = SECRET) => new Webhook(secret).sign("evt_1", new Date(at * 1_000), BODY);

async function verify({
  file = "body.json",
  id = "evt_1",
  at = now,
  signature = signed(at),
  secret = SECRET,
  more = [],
}: Kept) {
  const out = new PassThrough();
  const err = new PassThrough();
  const said = Promise.all([text(out), text(err)]);
  const headers = ["--id", id, "--timestamp", String(at), "--signature", signature, "--secret", secret];
  const status = await runCommandLine(["verify", join(folder, file), ...headers, ...more], out, err);
  out.end();
  err.end();
  const [told, complaint] = await said;
  return { status, told, complaint };
}

describe("docat verify", () => {
  it("takes what the receivers' library signed", async () => {
    expect(await verify({})).toEqual({ status: 0, told: "genuine\n", complaint: "" });
  });

  it("takes one of several signatures, while a secret is changed over", async () => {
    const other = signed(now, `whsec_${randomBytes(32).toString("base64")}`);
    expect((await verify({ signature: `${other} ${signed()}` })).status).toBe(0);
  });

  it.each([
    ["another body", { file: "other.json" }],
    ["another id", { id: "evt_2" }],
    ["another time", { at: now - 1, signature: signed() }],
    ["another secret", { secret: `whsec_${randomBytes(32).toString("base64")}` }],
    ["another version", { signature: signed().replace("v1,", "v2,") }],
    ["what is no signature", { signature: "v1,AAAA" }],
    ["an old time", { at: now - 301 }],
    ["a time to come", { at: now + 310 }],
    ["a body that is not there", { file: "none.json" }],
  ])("refuses %s", async (_, kept) => {
    const { status, told, complaint } = await verify(kept);
    expect([status, told]).toEqual([1, ""]);
    expect(complaint).not.toBe("");
  });

  it("takes an old one where that is allowed", async () => {
    expect((await verify({ at: now - 4_000, more: ["--max-age", "5000"] })).status).toBe(0);
  });

  it.each([
    ["no secret", { secret: "" }],
    ["no id", { id: "" }],
    ["a maximum that is no number", { more: ["--max-age", "old"] }],
  ])("does not understand %s", async (_, kept) => {
    expect((await verify(kept)).status).toBe(2);
  });
});
