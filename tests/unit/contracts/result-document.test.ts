/** docs/result.md says of the result what the schema says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FINDING_KINDS, findingSchema, SEVERITIES } from "../../../lib/contracts/finding.ts";
import { attachmentSchema, outlineEntrySchema } from "../../../lib/contracts/outline.ts";
import {
  documentInfoSchema,
  RESULT_FORMATS,
  RESULT_SCHEMA_VERSION,
  resultPageSchema,
  resultSchema,
} from "../../../lib/contracts/result.ts";
import {
  cellSchema,
  HIDDEN_REASONS,
  LEFT_OUT,
  resultBlockSchema,
  spanSchema,
} from "../../../lib/contracts/result-block.ts";
import { POLICY_ACTIONS } from "../../../lib/contracts/security-policy.ts";
import { REMOVED_KINDS, securityReportSchema } from "../../../lib/contracts/security-report.ts";
import type { warningSchema } from "../../../lib/contracts/warning.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/result.md"), "utf8");
const names = (text: string): string[] => [...text.matchAll(/`([a-z0-9_]+)`/g)].map(([, name = ""]) => name);
/** Rows of the table whose first column has this heading, by the name in that column. */
function tableUnder(heading: string): Map<string, readonly string[]> {
  const [, body = ""] = new RegExp(`^\\| ${heading} .*\\n\\| -.*\\n((?:\\|.*\\n)+)`, "m").exec(page) ?? [];
  const rows = body
    .trimEnd()
    .split("\n")
    .map((row) => row.split("|").slice(1, -1));
  return new Map(rows.map(([name = "", ...columns]) => [names(name)[0] ?? "", columns]));
}

const SHARED = ["type", "id", "page", "box", "text", "spans", "continues", "translation"];

it("names every type of block with its own members, in the schema's order", () => {
  const told = [...tableUnder("type")].map(([type, [own = ""]]) => [type, names(own)]);
  const real = resultBlockSchema.options.map(({ shape }) => [
    shape.type.value,
    Object.keys(shape).filter((name) => !SHARED.includes(name)),
  ]);
  expect(told).toEqual(real);
});

it("names the members that all blocks have", () => {
  const [, blocks = ""] = page.split("## Blocks");
  const [, body = ""] = /\n\n\| member .*\n.*\n((?:\|.*\n)+)/.exec(blocks) ?? [];
  expect(
    body
      .trimEnd()
      .split("\n")
      .map((row) => names(row)[0]),
  ).toEqual(SHARED);
  for (const { shape } of resultBlockSchema.options) expect(Object.keys(shape)).toEqual(expect.arrayContaining(SHARED));
});

it("names the members of the whole, and the version", () => {
  expect([...tableUnder("member").keys()]).toEqual(Object.keys(resultSchema.shape));
  expect(page).toContain(`"schema_version": ${RESULT_SCHEMA_VERSION},`);
  expect(tableUnder("member").get("schema_version")?.[0]).toContain(`${RESULT_SCHEMA_VERSION}: `);
});

it.each([
  ["`document` has", documentInfoSchema.shape],
  ["its `outline`", outlineEntrySchema.shape],
  ["its `attachments`", attachmentSchema.shape],
  ["| `warnings` ", { code: 1, message: 1, page: 1 } satisfies Partial<Record<keyof typeof warningSchema.shape, 1>>],
  ["| `pages` ", resultPageSchema.shape],
  ["A span has", spanSchema.shape],
  ["A cell has", cellSchema.shape],
])("names what %s", (start, shape) => {
  const at = page.indexOf(start);
  expect(at).toBeGreaterThan(-1);
  const end = start.startsWith("|") ? "\n" : "\n\n";
  expect(names(page.slice(at, page.indexOf(end, at)))).toEqual(expect.arrayContaining(Object.keys(shape)));
});

it("names every kind of finding and of what is taken out, in the schema's order, and what a finding has", () => {
  expect([...tableUnder("kind").keys()]).toEqual([...FINDING_KINDS]);
  expect([...tableUnder("part").keys()]).toEqual(Object.keys(securityReportSchema.shape));
  expect(names(tableUnder("part").get("removed")?.[0] ?? "")).toEqual([...REMOVED_KINDS]);
  const at = page.indexOf("A finding has");
  const told = names(page.slice(at, page.indexOf("\n\n", at)));
  expect(told).toEqual(expect.arrayContaining([...Object.keys(findingSchema.shape), ...SEVERITIES]));
  expect(names(page)).toEqual(expect.arrayContaining([...POLICY_ACTIONS]));
});

it("names every reason for text to be hidden, and every format", () => {
  expect(names(tableUnder("type").get("hidden")?.[1] ?? "")).toEqual([...HIDDEN_REASONS]);
  expect(names(page.slice(0, page.indexOf("## ")))).toEqual(expect.arrayContaining([...RESULT_FORMATS]));
});

it("says which types are in no format but JSON: the last ones", () => {
  expect([...tableUnder("type").keys()].slice(-LEFT_OUT.size)).toEqual([...LEFT_OUT]);
  expect(page).toContain("The last four are in no format but JSON");
});

it("shows an example that holds the schema where it is whole", () => {
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const { pages } = JSON.parse(json);
  expect(resultPageSchema.array().safeParse(pages).error).toBeUndefined();
});
