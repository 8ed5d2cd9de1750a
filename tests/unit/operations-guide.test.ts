/** docs/operations.md against the code: a stranger who follows it misses no variable, and is told of none that does not exist. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { envSchema, parseEnv } from "../../lib/env.ts";
import { STAGE_PATHS } from "../../lib/limits/stage-policies.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const guide = read("docs/operations.md");

/** Every name of a variable in the text. `RETENTION_*` is a name for several. */
const named = new Set(
  [...guide.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)].map(([, name]) => name ?? ""),
);

/** What the service complains of when nothing is set. */
function required(): string[] {
  try {
    parseEnv({});
  } catch (error) {
    return [...String(error).matchAll(/^ {2}([A-Z0-9_]+):/gm)].map(([, name]) => name ?? "");
  }
  throw new Error("The service starts without any variable.");
}

it("has a row for each variable without which the service does not start, off Vercel too", () => {
  const rows = guide.split("\n").filter((line) => line.startsWith("| `"));
  expect(required().length).toBeGreaterThan(4);
  expect(required().filter((name) => !rows.some((row) => row.includes(`\`${name}\``)))).toEqual([]);
});

it("names no variable that nobody reads", () => {
  const known = new Set([...Object.keys(envSchema.shape), "INSTANCE_SECRET", "METRICS_TOKEN", "STORE_LIMIT_MB"]);
  expect([...named].filter((name) => !known.has(name))).toEqual([]);
});

it("says of each secret among the variables how it is changed", () => {
  const secrets = Object.keys(envSchema.shape).filter(
    (name) => /(_KEY|_KEYS|_SECRET|_SECRETS|_TOKEN|DATA_KEY)$/.test(name) && !name.startsWith("VERCEL_"),
  );
  expect(secrets.length).toBeGreaterThan(10);
  expect(secrets.filter((name) => !guide.includes(name))).toEqual([]);
});

it("says of each retention how long it is", () => {
  const retentions = Object.keys(envSchema.shape).filter((name) => name.startsWith("RETENTION_"));
  expect(retentions.filter((name) => !named.has(name))).toEqual([]);
});

it("leads to chapters and pages that are there", () => {
  const anchors = new Set(
    [...guide.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
  const links = [...guide.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? "");
  expect(links.filter((link) => link.startsWith("#") && !anchors.has(link.slice(1)))).toEqual([]);
  for (const link of links.filter((each) => /^[\w/-]+\.md$/.test(each)))
    expect(() => read(`docs/${link}`)).not.toThrow();
});

it("asks for nothing at an address that the broker alone may call", () => {
  expect(STAGE_PATHS.filter((path) => guide.includes(path))).toEqual([]);
});
