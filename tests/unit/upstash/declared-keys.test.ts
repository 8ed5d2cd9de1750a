/** Upstash lets a script under `allow-key-locking` touch only the keys that it was given: none may be made up inside. */
import { globSync } from "node:fs";
import { describe, expect, it } from "vitest";

const FOLDER = `${import.meta.dirname}/../../../lib/upstash/scripts`;

/** Names for keys that were given, by where the scripts take them from. */
const GIVEN =
  /^(KEYS\[\w+\]|[A-Z]+|(OTHER|HEIR)\.(job|document|parts|manifest|followers|holders)|key|holders|unpack\(.*)$/;

async function scripts(): Promise<(readonly [name: string, text: string])[]> {
  const modules = globSync("*.ts", { cwd: FOLDER }).map(async (file) => {
    const exported: Readonly<Record<string, string>> = await import(`${FOLDER}/${file}`);
    return Object.entries(exported);
  });
  return (await Promise.all(modules)).flat();
}

/** The keys that a script's text names in its calls, as they are written there. */
function keysNamed(text: string): string[] {
  const calls = [...text.matchAll(/redis\.call\('([A-Z]+)'(?:, ([^\n]*?))?\)(?=[\s,)}\]]|$)/gm)];
  return calls.flatMap(([, command = "", args = ""]) => {
    const names = args.split(/,\s*/);
    if (command === "TIME") return [];
    if (["DEL", "EXISTS"].includes(command)) return names;
    return command === "RENAME" ? names.slice(0, 2) : names.slice(0, 1);
  });
}

describe("The scripts", () => {
  it("touch only keys that they were given", async () => {
    const all = await scripts();
    expect(all.length).toBeGreaterThan(15);
    const strange = all.flatMap(([name, text]) =>
      keysNamed(text.replace(/--.*$/gm, ""))
        .filter((key) => !GIVEN.test(key))
        .map((key) => `${name}: ${key}`),
    );
    expect(strange).toEqual([]);
  });

  it("begin with the flag that locks only these", async () => {
    for (const [name, text] of await scripts())
      expect(text.startsWith("#!lua flags=allow-key-locking\n"), name).toBe(true);
  });

  it("would be caught at a key of their own making", () => {
    expect(keysNamed("redis.call('GET', 'docat:' .. id)").some((key) => GIVEN.test(key))).toBe(false);
  });
});
