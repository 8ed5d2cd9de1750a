/** What is asked for in one turn goes out in one request, in its order, and each is answered for itself. */
import { describe, expect, it } from "vitest";
import { batchByTurn, type WireReply, type WireRequest } from "../../../lib/upstash/turn-batch.ts";

type Replies = (request: WireRequest) => unknown;

function wire(replies: Replies) {
  const sent: WireRequest[] = [];
  const ask = batchByTurn(async (request) => {
    sent.push(request);
    return replies(request);
  });
  return { sent, ask };
}

const command = (...words: readonly string[]): WireRequest => ({ body: words, upstashSyncToken: "mark" });
const echo: Replies = ({ path = [], body }) =>
  path[0] === "pipeline" ? (body as unknown[]).map((each) => ({ result: each })) : { result: body };

describe("Commands of one turn", () => {
  it("go out as a pipeline, in the order in which they were asked for, reads and writes alike", async () => {
    const { sent, ask } = wire(echo);
    const replies = await Promise.all([ask(command("hset", "a")), ask(command("get", "a")), ask(command("del", "a"))]);
    expect(sent).toEqual([
      {
        path: ["pipeline"],
        body: [
          ["hset", "a"],
          ["get", "a"],
          ["del", "a"],
        ],
      },
    ]);
    expect(replies).toEqual([{ result: ["hset", "a"] }, { result: ["get", "a"] }, { result: ["del", "a"] }]);
  });

  it("are alone when they are alone, and in other turns", async () => {
    const { sent, ask } = wire(echo);
    await ask(command("get", "a"));
    await ask(command("get", "b"));
    expect(sent).toEqual([command("get", "a"), command("get", "b")]);
  });

  it("fail each for itself where Redis says no", async () => {
    const { ask } = wire(() => [{ result: "OK" }, { error: "NOSCRIPT no" }, { result: 1 }]);
    const replies = [ask(command("a")), ask(command("b", "secret")), ask(command("c"))] as Promise<WireReply>[];
    await expect(replies[0]).resolves.toEqual({ result: "OK" });
    await expect(replies[1]).rejects.toThrow(/^NOSCRIPT no/);
    await expect(replies[2]).resolves.toEqual({ result: 1 });
  });

  it("fail together where no answer comes, and where one is missing that one alone", async () => {
    const broken = wire(() => {
      throw new Error("reset");
    });
    const lost = await Promise.allSettled([broken.ask(command("a")), broken.ask(command("b"))]);
    expect(lost.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const short = wire(() => [{ result: "OK" }]);
    const both = await Promise.allSettled([short.ask(command("a")), short.ask(command("b"))]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });

  it("go out in as many requests as Upstash's bound asks for, still in order", async () => {
    const { sent, ask } = wire(echo);
    const big = "x".repeat(4_000_000);
    await Promise.all(["a", "b", "c", "d", "e"].map((key) => ask(command("set", key, big))));
    const sizes = sent.map(({ path, body }) => (path === undefined ? 1 : (body as unknown[]).length));
    expect(sizes).toEqual([2, 2, 1]);
  });

  it("go along in a transaction that is asked for in their turn, which hears each of its own replies", async () => {
    const { sent, ask } = wire(({ body }) => (body as string[][]).map(([, key]) => ({ error: `ERR ${key}` })));
    const transaction: WireRequest = {
      path: ["multi-exec"],
      body: [
        ["get", "b"],
        ["get", "c"],
      ],
    };
    const asked = [ask(command("get", "a")), ask(transaction), ask(command("get", "d"))];
    const [before, within, after] = await Promise.allSettled(asked);
    const body = [
      ["get", "a"],
      ["get", "b"],
      ["get", "c"],
      ["get", "d"],
    ];
    expect(sent).toEqual([{ path: ["multi-exec"], body }]);
    expect(before).toMatchObject({ status: "rejected", reason: { message: expect.stringMatching(/^ERR a/) } });
    expect(within).toEqual({ status: "fulfilled", value: [{ error: "ERR b" }, { error: "ERR c" }] });
    expect(after).toMatchObject({ status: "rejected", reason: { message: expect.stringMatching(/^ERR d/) } });
  });

  it("never part a transaction, also where the request gets full", async () => {
    const { sent, ask } = wire(({ body }) => (body as unknown[]).map((each) => ({ result: each })));
    const sixty = Array.from({ length: 60 }, (_, at) => ["get", String(at)]);
    await Promise.all([ask({ path: ["multi-exec"], body: sixty }), ask({ path: ["multi-exec"], body: sixty })]);
    expect(sent.map(({ body }) => (body as unknown[]).length)).toEqual([60, 60]);
  });

  it("leave transactions that are alone, and what is not a command, as they are", async () => {
    const { sent, ask } = wire(echo);
    const transaction: WireRequest = { path: ["multi-exec"], body: [["get", "a"]] };
    const pipeline: WireRequest = { path: ["pipeline"], body: [["get", "c"]] };
    await ask(transaction);
    await Promise.all([ask(pipeline), ask(command("get", "b"))]);
    expect(sent).toEqual([transaction, pipeline, command("get", "b")]);
  });
});
