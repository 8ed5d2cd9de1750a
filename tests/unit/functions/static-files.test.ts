/** Static files: what lies in the folder, and nothing beside it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStaticFiles, type StaticFiles } from "../../../dev/functions/static-files.ts";

describe("Static files", () => {
  let root: string;
  let statics: StaticFiles;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "docat-statics-"));
    mkdirSync(join(root, "public/docs"), { recursive: true });
    mkdirSync(join(root, "public/empty"));
    writeFileSync(join(root, "secret.txt"), "canary");
    writeFileSync(join(root, "public/index.html"), "<p>home</p>");
    writeFileSync(join(root, "public/docs/index.html"), "<p>docs</p>");
    writeFileSync(join(root, "public/data.bin"), Uint8Array.of(0, 255));
    statics = openStaticFiles(join(root, "public"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ["/index.html", "<p>home</p>"],
    ["/", "<p>home</p>"],
    ["/docs/", "<p>docs</p>"],
  ])("are served at %s", async (path, text) => {
    expect(statics.has(path)).toBe(true);
    const response = statics.respond(path);
    expect([response.status, await response.text()]).toEqual([200, text]);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it("are bytes when their kind is not known", async () => {
    const response = statics.respond("/data.bin");
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255]);
  });

  it.each([
    "/../secret.txt",
    "/docs/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/..\\secret.txt",
    "//secret.txt",
    "secret.txt",
    "/docs",
    "/empty/",
    "/nothing",
    "",
  ])("are not found at %j", async (path) => {
    expect(statics.has(path)).toBe(false);
    const response = statics.respond(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("canary");
  });

  it("are only those that were there at the start", () => {
    writeFileSync(join(root, "public/later.txt"), "later");
    expect(statics.has("/later.txt")).toBe(false);
  });

  it("are none when there is no folder", () => {
    expect(openStaticFiles(join(root, "nowhere")).has("/")).toBe(false);
  });
});
