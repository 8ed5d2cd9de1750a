/** The gate: many together, or one alone. */
import { expect, it } from "vitest";
import { Gate } from "../../../../lib/pdf/sandbox/gate.ts";

/** Work that ends when it is told to. */
function controlled(log: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = async () => {
    log.push(`${name} in`);
    await promise;
    log.push(`${name} out`);
  };
  return { work, end: resolve };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

it("lets many in together, one alone after them, and those that came later after that one", async () => {
  const gate = new Gate();
  const log: string[] = [];
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => controlled(log, name));
  if (!(a && b && c && d)) throw new Error("There are four.");
  const all = [gate.together(a.work), gate.together(b.work), gate.alone(c.work), gate.together(d.work)];
  await settle();
  expect(log).toEqual(["a in", "b in"]);
  a.end();
  await settle();
  expect(log).toEqual(["a in", "b in", "a out"]);
  b.end();
  await settle();
  expect(log.slice(3)).toEqual(["b out", "c in"]);
  c.end();
  d.end();
  await Promise.all(all);
  expect(log.slice(5)).toEqual(["c out", "d in", "d out"]);
});

it("opens again after work that fails, and passes its error on", async () => {
  const gate = new Gate();
  await expect(gate.alone(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(gate.together(async () => "yes")).resolves.toBe("yes");
});
