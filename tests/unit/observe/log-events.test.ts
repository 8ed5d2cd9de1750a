/** docs/traces-and-logs.md, held against the events that the code tells. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { levelOf } from "../../../lib/observe/log-levels.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** Event → the levels at which the code tells it. */
function eventsOfTheCode(): ReadonlyMap<string, ReadonlySet<string>> {
  const events = new Map<string, Set<string>>();
  for (const file of globSync("lib/**/*.ts", { cwd: ROOT })) {
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const [, method, event = ""] of text.matchAll(/\blog\.(info|error)\(\s*"([\w.]+)"/g)) {
      const level = method === "error" ? "error" : levelOf(event);
      events.set(event, (events.get(event) ?? new Set<string>()).add(level));
    }
  }
  return events;
}

function eventsOfThePage(): ReadonlyMap<string, ReadonlySet<string>> {
  const page = readFileSync(join(ROOT, "docs/traces-and-logs.md"), "utf8");
  const rows = [...page.matchAll(/^\| (`[^|]+`) \| ([a-z, ]+) \|/gm)];
  return new Map(
    rows.flatMap(([, names = "", levels = ""]) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => [name, new Set(levels.split(", "))] as const),
    ),
  );
}

describe("docs/traces-and-logs.md", () => {
  const [code, page] = [eventsOfTheCode(), eventsOfThePage()];

  it("has every event that is told, and no other", () => {
    expect(code.size).toBeGreaterThan(50);
    expect([...page.keys()].sort()).toEqual([...code.keys()].sort());
  });

  it("says at which level", () => {
    for (const [event, levels] of code)
      for (const level of levels) expect([...(page.get(event) ?? [])], event).toContain(level);
  });
});
