/** docs/chunks.md says of chunks what the schemas say. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CHUNK_WARNINGS, chunkLineSchema, chunkSchema } from "../../../lib/contracts/chunk.ts";
import { CHUNK_STRATEGIES, chunkOptionsSchema, chunkQueryShape } from "../../../lib/contracts/chunk-options.ts";
import { CHUNK_CHARACTERS, CHUNK_TOKENS } from "../../../lib/limits/chunk-limits.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/chunks.md"), "utf8");
const [, options = "", chunk = ""] = page.split(/^\| member .*$/m);
const membersOf = (table: string) => {
  const [rows = ""] = table.split("\n\n");
  return rows
    .split("\n")
    .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([a-z_]+)`/g)].map(([, name]) => name));
};

it("names every option, in a job as in a query", () => {
  expect(membersOf(options)).toEqual(Object.keys(chunkOptionsSchema.shape));
  expect(Object.keys(chunkQueryShape)).toEqual(Object.keys(chunkOptionsSchema.shape));
});

it("names every member of a chunk, every strategy and every warning", () => {
  expect(membersOf(chunk).sort()).toEqual(
    Object.keys(chunkSchema.shape)
      .filter((name) => !["type", "index"].includes(name))
      .concat("index")
      .sort(),
  );
  for (const strategy of CHUNK_STRATEGIES) expect(page).toContain(`- **\`${strategy}\`**`);
  for (const warning of CHUNK_WARNINGS) expect(page).toContain(`\`${warning}\``);
});

it("tells the bounds as they are", () => {
  const told = ({ min, max }: { min: number; max: number }) => `${min} to ${max.toLocaleString("en-US")}`;
  expect(page).toContain(told(CHUNK_CHARACTERS));
  expect(page).toContain(told(CHUNK_TOKENS));
});

it("shows lines that satisfy the schema", () => {
  const lines = page.split("\n").filter((line) => line.startsWith('{"type":'));
  expect(lines.map((line) => chunkLineSchema.parse(JSON.parse(line)).type)).toEqual(["document", "chunk", "end"]);
});
