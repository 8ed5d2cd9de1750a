/** clamd over TCP: its verdicts, and everything that is none; by a stand-in, and by a real one where it is installed. */
import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createClamdScanner } from "../../../lib/net/clamd-client.ts";
import { clamdStandIn } from "../../support/clamd-stand-in.ts";
import { EICAR } from "../../support/eicar.ts";
import { type LoopbackServer, listenTcp } from "../../support/loopback-server.ts";
import { hasClamd, realClamd } from "../../support/real-clamd.ts";

const LIMITS = { connectMs: 2_000, totalMs: 5_000 };
const MIB = 1_048_576;

const scannerAt = ({ port }: { readonly port: number }, limits = LIMITS) =>
  createClamdScanner({ host: "127.0.0.1", port, limits });

/** What every clamd must do; `maxBytes` is how much it takes. */
function verdicts(
  start: () => Promise<AsyncDisposable & { readonly port: number }>,
  maxBytes: number,
  whyTooLarge: RegExp,
) {
  let server: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("finds a harmless file clean", async () => {
    expect(await scannerAt(server).scan([Buffer.from("%PDF-1.7\nharmless")])).toEqual({ verdict: "clean" });
  });

  it("finds an empty file clean", async () => {
    expect(await scannerAt(server).scan([])).toEqual({ verdict: "clean" });
  });

  it("finds the EICAR test file infected, and says by what", async () => {
    const outcome = await scannerAt(server).scan([EICAR]);
    expect(outcome).toMatchObject({ verdict: "infected", name: expect.stringContaining("Eicar") });
  });

  it("finds it in the midst of another, and across pieces", async () => {
    const whole = Buffer.concat([
      Buffer.from("%PDF-1.7\n"),
      Buffer.alloc(100_000, 0x20),
      EICAR,
      Buffer.from("\n%%EOF"),
    ]);
    const half = 100_030;
    async function* pieces() {
      yield whole.subarray(0, half);
      yield whole.subarray(half);
    }
    expect(await scannerAt(server).scan(pieces())).toMatchObject({ verdict: "infected" });
  });

  it("scans several at once", async () => {
    const files = [EICAR, Buffer.from("a"), EICAR, Buffer.from("b")];
    const outcomes = await Promise.all(files.map((file) => scannerAt(server).scan([file])));
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(["infected", "clean", "infected", "clean"]);
  });

  it("has no verdict on a file that is too large for it", async () => {
    for (const size of [maxBytes + 1, 8 * maxBytes]) {
      const outcome = await scannerAt(server).scan([Buffer.alloc(size)]);
      expect(outcome).toEqual({ verdict: "unavailable", why: expect.stringMatching(whyTooLarge) });
    }
  });
}

describe("A stand-in", () => verdicts(() => clamdStandIn(2 * MIB), 2 * MIB, /^too_large$/));
// It hangs up on what is still on its way: the connection is reset then, and its answer may go with it.
describe.skipIf(!hasClamd())("A real clamd", () => verdicts(realClamd, 2 * MIB, /^(?:too_large|unreachable)$/));

describe("A file", () => {
  it("goes out in chunks of at most 1 MiB, with none of no bytes but the last", async () => {
    await using server = await clamdStandIn();
    await scannerAt(server).scan([Buffer.alloc(2.5 * MIB), Buffer.alloc(0), Buffer.alloc(3)]);
    expect(server.chunks).toEqual([MIB, MIB, MIB / 2, 3, 0]);
  });

  it("that breaks off is no verdict but the error that it broke off with", async () => {
    await using server = await clamdStandIn();
    const error = new Error("gone");
    async function* pieces() {
      yield Buffer.from("x");
      throw error;
    }
    await expect(scannerAt(server).scan(pieces())).rejects.toBe(error);
    await vi.waitFor(() => expect(server.open()).toBe(0), { timeout: 5_000 });
    expect(server.chunks).not.toContain(0);
  });

  it("is given up with the caller's reason", async () => {
    await using server = await listenTcp((socket) => socket.resume());
    const reason = new Error("enough");
    await expect(scannerAt(server).scan([], AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const scan = scannerAt(server).scan([Buffer.from("x")], controller.signal);
    setTimeout(() => controller.abort(reason), 50);
    await expect(scan).rejects.toBe(reason);
    await vi.waitFor(() => expect(server.open()).toBe(0), { timeout: 5_000 });
  });

  it("is not sent on once the scanner has answered", async () => {
    await using server = await clamdStandIn(MIB);
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken += 1;
        yield Buffer.alloc(MIB);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    expect(await scannerAt(server).scan(endless())).toEqual({ verdict: "unavailable", why: "too_large" });
    const atEnd = taken;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken).toBeLessThanOrEqual(atEnd + 1);
  });
});

describe("There is no verdict", () => {
  const answering = (answer: (socket: Socket) => void): Promise<LoopbackServer> =>
    listenTcp((socket) => socket.once("data", () => answer(socket)));

  it.each([
    ["an error", "stream: Can't allocate memory ERROR\0", "scanner_error"],
    ["a command that is unknown", "UNKNOWN COMMAND\0", "scanner_error"],
    ["nothing that is known", "hello\0", "scanner_error"],
    ["a verdict on something else", "file.pdf: OK\0", "scanner_error"],
    ["a verdict and more", "stream: OK, I think\0", "scanner_error"],
    ["an empty line", "\0", "scanner_error"],
    ["more than a line", "x".repeat(5_000), "scanner_error"],
    ["half a verdict", "stream: O", "unreachable"],
    ["a verdict without its end", "stream: OK", "unreachable"],
    ["nothing", "", "unreachable"],
  ])("when the answer is %s", async (_name, answer, why) => {
    await using server = await answering((socket) => socket.end(answer));
    expect(await scannerAt(server).scan([Buffer.from("x")])).toEqual({ verdict: "unavailable", why });
  });

  it("when nobody listens", async () => {
    const server = await listenTcp(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(await scannerAt(server).scan([EICAR])).toEqual({ verdict: "unavailable", why: "unreachable" });
  });

  it("when the connection is reset", async () => {
    await using server = await answering((socket) => socket.resetAndDestroy());
    const outcome = await scannerAt(server).scan([Buffer.alloc(4 * MIB)]);
    expect(outcome).toEqual({ verdict: "unavailable", why: "unreachable" });
  });

  it.each([
    ["the answer", [Buffer.from("x")]],
    ["the file", [Buffer.alloc(32 * MIB)]],
  ])("when the deadline passes before %s is through", async (_name, pieces) => {
    await using server = await listenTcp((socket) => socket.pause());
    const outcome = await scannerAt(server, { connectMs: 2_000, totalMs: 300 }).scan(pieces);
    expect(outcome).toEqual({ verdict: "unavailable", why: "timed_out" });
  });

  it("when the file itself takes too long to come", async () => {
    await using server = await clamdStandIn();
    async function* stuck() {
      yield Buffer.from("x");
      await new Promise(() => undefined);
    }
    const outcome = await scannerAt(server, { connectMs: 2_000, totalMs: 300 }).scan(stuck());
    expect(outcome).toEqual({ verdict: "unavailable", why: "timed_out" });
  });
});

describe("The name of a signature", () => {
  it("is cut to a length that can be told", async () => {
    await using server = await listenTcp((socket) =>
      socket.once("data", () => socket.end(`stream: ${"a".repeat(3_000)} FOUND\0`)),
    );
    expect(await scannerAt(server).scan([])).toEqual({ verdict: "infected", name: "a".repeat(100) });
  });
});
