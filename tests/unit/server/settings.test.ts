/** The server's settings: what must be set, and how it says so. */
import { expect, it } from "vitest";
import { instanceKeys } from "../../../server/instance-keys.ts";
import { readServerSettings } from "../../../server/settings.ts";

const COMPLETE = {
  REDIS_URL: "redis://:pw@redis:6379",
  INSTANCE_SECRET: "i".repeat(44),
  DATA_KEY: "d".repeat(44),
  ADMIN_API_KEY: "a".repeat(40),
};

it("listens on loopback unless it is told otherwise", () => {
  expect(readServerSettings(COMPLETE)).toEqual({
    redisUrl: "redis://:pw@redis:6379",
    instanceSecret: "i".repeat(44),
    host: "127.0.0.1",
    port: 3000,
    shutdownMs: 25_000,
  });
});

it.each(Object.keys(COMPLETE))("asks for %s in one sentence, and makes none up", (name) => {
  expect(() => readServerSettings({ ...COMPLETE, [name]: "" })).toThrow(
    `Set ${name}: docs/self-hosting.md tells how each is made.`,
  );
});

it.each([
  ["REDIS_URL", "http://redis", "REDIS_URL starts with"],
  ["INSTANCE_SECRET", "short", "INSTANCE_SECRET has at least 32 characters"],
  ["HOST", "example.com", "HOST is the address"],
  ["PORT", "65536", "PORT is a number from 0 to 65535."],
  ["PORT", "NaN", "PORT is a number from 0 to 65535."],
  ["SHUTDOWN_SECONDS", "Infinity", "SHUTDOWN_SECONDS is a number from 0 to 600."],
])("refuses %s=%s and does not repeat it", (name, value, sentence) => {
  expect(() => readServerSettings({ ...COMPLETE, [name]: value })).toThrow(sentence);
});

it("makes the same keys of the same secret, each its own, and others of another", () => {
  const keys = Object.values(instanceKeys("one secret"));
  expect(Object.values(instanceKeys("one secret"))).toEqual(keys);
  expect(new Set([...keys, ...Object.values(instanceKeys("another"))]).size).toBe(8);
});
