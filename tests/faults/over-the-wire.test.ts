/** Jobs over real sockets and a real server, with a network between that loses, breaks, delays and refuses. */
import { describe, expect, it } from "vitest";
import { hasRedisServer } from "../../dev/redis/spawned-server.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { createRandom } from "../support/random.ts";
import { WIRE_FAULT_NAMES, type WireFault } from "./fault-proxy.ts";
import { type MortalService, startMortalService } from "./mortal-service.ts";

const TIMEOUT_MS = 600_000;
const JOBS = process.env.FAULTS === "all" ? 120 : 24;
const AT_ONCE = 8;
const FAULT_RATE = 0.06;
/** Waiting for an answer that never comes takes eight seconds each time. */
const SILENCE_RATE = 0.1;
const seed = Number(process.env.FAULT_SEED ?? 1);

const isSilent = (fault: WireFault) => fault === "no answer" || fault === "silent after";

function createTrouble() {
  const random = createRandom(seed);
  const struck = new Map<WireFault, number>();
  let on = false;
  return {
    struck,
    set: (to: boolean) => {
      on = to;
    },
    decide(): WireFault {
      if (!on || random.next() >= FAULT_RATE) return "pass";
      const fault = random.pick(WIRE_FAULT_NAMES);
      if (isSilent(fault) && random.next() >= SILENCE_RATE) return "pass";
      struck.set(fault, (struck.get(fault) ?? 0) + 1);
      return fault;
    },
  };
}

/** Uploads until one is accepted: a refusal is an answer, and so is a broken connection. */
async function accepted({ client }: MortalService, pages: number): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return (await client.createJob("wire.pdf", pdfOfPages(pages))).id;
    } catch (error) {
      if (attempt >= 20) throw error;
    }
  }
}

/** Asks until it has ended, whatever becomes of single questions. */
async function ended({ client }: MortalService, id: string) {
  const deadline = Date.now() + TIMEOUT_MS / 2;
  for (;;) {
    try {
      return await client.waitForJob(id, TIMEOUT_MS / 2);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

describe.skipIf(!hasRedisServer())(`Over a bad network (seed ${seed}; needs a redis-server)`, () => {
  it(
    "every accepted job succeeds, and its result is the one that a good network gives",
    async () => {
      const trouble = createTrouble();
      const service = await startMortalService({
        preferServer: true,
        variables: { RANGE_PAGES: "2" },
        decide: trouble.decide,
      });
      try {
        const expected = new Map<number, string>();
        for (const pages of [1, 2, 5]) {
          const { id } = await service.client.createJob("wire.pdf", pdfOfPages(pages));
          await service.client.waitForJob(id, TIMEOUT_MS);
          expected.set(pages, await service.client.getResult(id, "json"));
        }
        trouble.set(true);
        const jobs = new Map<string, number>();
        const queue = Array.from({ length: JOBS }, (_, n) => [1, 2, 5][n % 3] ?? 1);
        const work = async () => {
          for (let pages = queue.pop(); pages !== undefined; pages = queue.pop()) {
            const id = await accepted(service, pages);
            jobs.set(id, pages);
            await ended(service, id);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
        trouble.set(false);
        for (const [id, pages] of jobs) {
          expect((await service.client.getJob(id)).error, `${id}, seed ${seed}`).toBeNull();
          expect(await service.client.getResult(id, "json"), `${id}, seed ${seed}`).toBe(expected.get(pages));
        }
        expect(jobs.size).toBe(JOBS);
        expect(trouble.struck.size).toBeGreaterThanOrEqual(5);
      } finally {
        await service.close();
      }
    },
    TIMEOUT_MS,
  );
});
