/** A load test is bounded, goes to this machine only, and has the mix that it says. */
import { expect, it } from "vitest";
import { connectionsFor, readLoadOptions } from "../../../bench/load/load-options.ts";
import { hostileMix, sequenceOf, usualMix } from "../../../bench/load/mixes.ts";

it("makes a service of its own unless one is named", () => {
  expect(readLoadOptions([], undefined)).toEqual({ mix: "usual", rate: 10, seconds: 20, target: null });
});

it.each(["0", "501", "1.5", "NaN", "Infinity", "-3"])("refuses %s requests a second", (rate) => {
  expect(() => readLoadOptions([`--rate=${rate}`], undefined)).toThrow("--rate is a whole number from 1 to 500.");
});

it("gives each connection a whole number of requests a second", () => {
  expect([1, 10, 13, 50, 100, 60, 500].map(connectionsFor)).toEqual([1, 10, 13, 50, 50, 30, 50]);
  expect(() => readLoadOptions(["--rate", "97"], undefined)).toThrow("--rate is a multiple of ten");
});

it("refuses to run for longer than five minutes", () => {
  expect(() => readLoadOptions(["--seconds", "301"], undefined)).toThrow("--seconds is a whole number from 1 to 300.");
});

it.each([
  "http://example.com",
  "https://127.0.0.1",
  "http://127.0.0.1.example.com",
  "http://127.0.0.1@example.com",
  "http://10.0.0.1",
  "nonsense",
])("does not go to %s", (url) => {
  expect(() => readLoadOptions(["--url", url], "key")).toThrow("--url is on this machine");
});

it("wants the key of a service that runs already", () => {
  expect(() => readLoadOptions(["--url", "http://127.0.0.1:3000"], undefined)).toThrow("LOAD_API_KEY");
  const { target } = readLoadOptions(["--url", "http://127.0.0.1:3000/x"], "key");
  expect(target).toEqual({ url: "http://127.0.0.1:3000", key: "key" });
});

it("uploads three times for each look at a job and at the log", () => {
  const names = sequenceOf(usualMix(() => {})).map(({ name }) => name);
  expect(names).toEqual(["upload", "upload", "upload", "status", "logs"]);
});

it("counts no failure of the service among the right answers to what is hostile", () => {
  const statuses = hostileMix().flatMap(({ expects }) => expects);
  expect(statuses.length).toBeGreaterThan(10);
  expect(statuses.filter((status) => status >= 500)).toEqual([]);
});
