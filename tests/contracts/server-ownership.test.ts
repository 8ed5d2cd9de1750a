/** One server for one Redis: the second waits for the first, and one whose hold was taken hears of it. */
import { expect, it, onTestFinished } from "vitest";
import { openInProcessEngine } from "../../dev/redis/in-process/in-process-engine.ts";
import { takeOwnership } from "../../server/ownership.ts";

async function openEngine() {
  const engine = await openInProcessEngine();
  onTestFinished(() => engine.close());
  return engine;
}

it("keeps the second server waiting until the first has let go", async () => {
  const engine = await openEngine();
  const first = await takeOwnership(engine, () => {});
  let taken = false;
  const second = takeOwnership(engine, () => {}).then((ownership) => {
    taken = true;
    return ownership;
  });
  const owner = await engine.execute(["GET", "docat:broker:owner"]);
  await expect.poll(() => engine.execute(["GET", "docat:broker:owner"])).toBe(owner);
  expect(taken).toBe(false);
  await first.release();
  await (await second).release();
  expect(await engine.execute(["GET", "docat:broker:owner"])).toBeNull();
});

it("ends by itself when its server is killed", async () => {
  const engine = await openEngine();
  const { release } = await takeOwnership(engine, () => {});
  onTestFinished(release);
  expect(await engine.execute(["PTTL", "docat:broker:owner"])).toBeGreaterThan(0);
});

it("tells a server that its hold is another's, and does not end the other's", async () => {
  const engine = await openEngine();
  const lost = Promise.withResolvers<void>();
  const ownership = await takeOwnership(engine, lost.resolve);
  await engine.execute(["SET", "docat:broker:owner", "another"]);
  await lost.promise;
  await ownership.release();
  expect(await engine.execute(["GET", "docat:broker:owner"])).toBe("another");
});
