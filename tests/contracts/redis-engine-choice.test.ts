/** Which engine is opened, and that nothing of it is left behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { freePort } from "../../dev/http/free-port.ts";
import { openRedisEngine } from "../../dev/redis/open-redis-engine.ts";
import { serverFound } from "./redis-platform.ts";

async function answers(port: number): Promise<boolean> {
  try {
    const engine = await openRedisEngine({ redisUrl: `redis://127.0.0.1:${port}` });
    const reply = await engine.execute(["PING"]);
    await engine.close();
    return reply === "PONG";
  } catch {
    return false;
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
  return Number(/tcp_port:(\d+)/.exec(line.toString())?.[1]);
}

const HOLDER = `
import { openRedisEngine } from "./dev/redis/open-redis-engine.ts";
const engine = await openRedisEngine();
console.log(await engine.execute(["INFO", "server"]));
setInterval(() => {}, 1000);
`;

describe("The choice of the Redis engine", () => {
  it("takes the one in the process when no server is wanted, each with a database of its own", async () => {
    const [first, second] = [
      await openRedisEngine({ preferServer: false }),
      await openRedisEngine({ preferServer: false }),
    ];
    expect(first.name).toBe("in-process");
    expect(await first.execute(["SET", "k", "v"])).toBe("OK");
    expect([await first.execute(["GET", "k"]), await second.execute(["GET", "k"])]).toEqual(["v", null]);
    await first.close();
    expect(await second.execute(["EVAL", "return 1", "0"])).toBe(1);
    await second.close();
  });

  it("fails when nobody answers at the URL that is named", async () => {
    const port = await freePort();
    await expect(openRedisEngine({ redisUrl: `redis://127.0.0.1:${port}` })).rejects.toThrow();
  });

  describe.skipIf(!serverFound)("with a redis-server on the PATH", () => {
    it("starts one, and ends it on close", async () => {
      const engine = await openRedisEngine();
      expect(engine.name).toBe("redis-server");
      const info = String(await engine.execute(["INFO", "server"]));
      const port = Number(/tcp_port:(\d+)/.exec(info)?.[1]);
      expect(await answers(port)).toBe(true);
      await engine.close();
      expect(await answers(port)).toBe(false);
    });

    it("uses the server at the URL and leaves it running", async () => {
      const owner = await openRedisEngine();
      const port = Number(/tcp_port:(\d+)/.exec(String(await owner.execute(["INFO", "server"])))?.[1]);
      const guest = await openRedisEngine({ redisUrl: `redis://127.0.0.1:${port}` });
      expect(guest.name).toBe(`redis at 127.0.0.1:${port}`);
      await guest.execute(["SET", "k", "v"]);
      await guest.close();
      expect(await owner.execute(["GET", "k"])).toBe("v");
      await owner.close();
    });

    it.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)(
      "leaves no server behind when the process dies of %s",
      async (signal) => {
        const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", HOLDER], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        const port = await portOf(child);
        expect(await answers(port)).toBe(true);
        child.kill(signal);
        await once(child, "exit");
        await expect.poll(() => answers(port), { timeout: 10_000, interval: 100 }).toBe(false);
      },
    );
  });
});
