/** The bound is kept, and what was set last is what stays. */
import { expect, it } from "vitest";
import { RecentMap } from "../../../lib/limits/recent-map.ts";

it("A recent map has so many entries and no more, those that were set last, each where it was set last", () => {
  const map = new RecentMap<string, number>(2);
  for (const [at, name] of ["a", "b", "a", "c"].entries()) map.set(name, at);
  expect([...map]).toEqual([
    ["a", 2],
    ["c", 3],
  ]);
  map.delete("a");
  map.set("d", 4).set("c", 5);
  expect([...map.keys()]).toEqual(["d", "c"]);
});

it("A recent map of nothing keeps nothing", () => {
  expect([...new RecentMap<string, number>(0).set("a", 1)]).toEqual([]);
});
