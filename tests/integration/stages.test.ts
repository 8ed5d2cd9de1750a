/** The stages' doors: signatures, malformed messages, repeated and stale deliveries, and what the broker gave up on. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StageMessage } from "../../lib/contracts/stage-message.ts";
import { unsentJob } from "../support/lost-job.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { deliverSigned, postToStage, sign } from "../support/signed-delivery.ts";
import { storedHash } from "../support/stored-hash.ts";
import { bodyOf, startTestService, type TestService } from "../support/test-service.ts";

const STAGES = ["plan", "extract", "assemble", "failed", "sweep"];
const UNKNOWN = `job_${"f".repeat(32)}`;

describe("A delivery to a stage", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ variables: { RANGE_PAGES: "2" } });
  });
  afterAll(() => service.close());

  const post = (stage: string, body: string, signature: string | null) => postToStage(service, stage, body, signature);
  const deliver = (stage: string, body: unknown) => deliverSigned(service, stage, body);

  const message = (job_id: string, kind: "plan" | "assemble", epoch = 0): StageMessage => ({
    v: 1,
    job_id,
    epoch,
    kind,
  });

  const callbackFor = (given: StageMessage) => ({
    sourceMessageId: "msg_1",
    sourceBody: Buffer.from(JSON.stringify(given)).toString("base64"),
  });

  it.each(STAGES)("%s without a signature, or with a forged one, is refused and changes nothing", async (stage) => {
    const { id } = await service.client.createJob("a.pdf", pdfOfPages(1));
    await service.client.waitForJob(id, 30_000);
    const body = JSON.stringify(message(id, "plan"));
    const url = `${service.env.baseUrl}/api/stages/${stage}`;
    const elsewhere = `${service.env.baseUrl}/api/stages/${stage === "plan" ? "extract" : "plan"}`;
    const current = service.env.QSTASH_CURRENT_SIGNING_KEY;
    const before = await storedHash(service.redis, `docat:${id}:job`);
    const forged = [
      null,
      "",
      "not.a.token",
      await sign(url, body, "sig_somebody_else"),
      await sign(elsewhere, body, current),
      await sign(url, `${body} `, current),
    ];
    for (const signature of forged) {
      const response = await post(stage, body, signature);
      expect(response.status).toBe(401);
      expect((await bodyOf(response)).code).toBe("signature_invalid");
    }
    expect(await storedHash(service.redis, `docat:${id}:job`)).toEqual(before);
  });

  it("is taken with the next signing key as well", async () => {
    const body = JSON.stringify(message(UNKNOWN, "assemble"));
    const url = `${service.env.baseUrl}/api/stages/assemble`;
    const response = await post("assemble", body, await sign(url, body, service.env.QSTASH_NEXT_SIGNING_KEY));
    expect(await response.json()).toEqual({ outcome: "gone" });
  });

  it.each([
    ["no JSON object", "plan", 7],
    ["an unknown kind", "plan", { v: 1, kind: "sweep", job_id: UNKNOWN, epoch: 0 }],
    ["a range by its number", "extract", { v: 1, kind: "extract", job_id: UNKNOWN, epoch: 0, range: 0 }],
    ["a message for another stage", "extract", { v: 1, kind: "plan", job_id: UNKNOWN, epoch: 0 }],
    ["another message than the schedule's", "sweep", { v: 1, kind: "plan", job_id: UNKNOWN, epoch: 0 }],
    ["a callback without its message", "failed", { sourceMessageId: "msg_1" }],
  ])("with %s goes to the dead letters at once", async (_, stage, body) => {
    const response = await deliver(stage, body);
    expect(response.status).toBe(489);
    expect(response.headers.get("upstash-nonretryable-error")).toBe("true");
    expect((await bodyOf(response)).code).toBe("message_malformed");
  });

  it("for a job that is gone, for another epoch, or once more after the end, answers 200 and changes nothing", async () => {
    const { id } = await service.client.createJob("a.pdf", pdfOfPages(5));
    await service.client.waitForJob(id, 30_000);
    await service.platform.idle();
    const result = await service.client.getResult(id, "json");
    const keys = await service.redis.keys(`docat:${id}:*`);
    const record = await storedHash(service.redis, `docat:${id}:job`);
    const outcomes: string[] = [];
    for (const [stage, body] of [
      ["plan", message(UNKNOWN, "plan")],
      ["plan", message(id, "plan")],
      ["plan", message(id, "plan", 1)],
      ["extract", { ...message(id, "plan"), kind: "extract", range: { first: 0, count: 2 } }],
      ["extract", { ...message(id, "plan"), kind: "extract", range: { first: 99, count: 2 } }],
      ["assemble", message(id, "assemble")],
    ] as const) {
      const response = await deliver(stage, body);
      expect(response.status).toBe(200);
      outcomes.push(String((await bodyOf(response)).outcome));
    }
    expect(outcomes).toEqual(["gone", "stale", "stale", "stale", "stale", "stale"]);
    expect(await storedHash(service.redis, `docat:${id}:job`)).toEqual(record);
    expect((await service.redis.keys(`docat:${id}:*`)).sort()).toEqual(keys.sort());
    expect(await service.client.getResult(id, "json")).toBe(result);
  });

  it("that the broker gave up on is handed over anew, once, and its job ends well", async () => {
    const { id } = await unsentJob(service, 1);
    expect(await (await deliver("failed", callbackFor(message(id, "plan")))).json()).toEqual({ outcome: "left" });
    expect(await (await deliver("failed", callbackFor(message(id, "plan")))).json()).toEqual({ outcome: "stale" });
    expect((await service.client.waitForJob(id, 30_000)).status).toBe("succeeded");
  });

  it("that the broker gave up on changes nothing for a job that has ended", async () => {
    const { id } = await service.client.createJob("a.pdf", pdfOfPages(1));
    const job = await service.client.waitForJob(id, 30_000);
    expect(await (await deliver("failed", callbackFor(message(id, "plan")))).json()).toEqual({ outcome: "stale" });
    expect(await service.client.getJob(id)).toEqual(job);
  });

  it("by another method is refused", async () => {
    const response = await service.invoke("/api/stages/plan", new Request(`${service.env.baseUrl}/api/stages/plan`));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });
});
