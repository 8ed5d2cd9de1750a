/** Stage messages: one name each, one version, one shape. */
import { describe, expect, it } from "vitest";
import {
  deduplicationId,
  messageName,
  type StageMessage,
  stageMessageSchema,
} from "../../../lib/contracts/stage-message.ts";

const job_id = `job_${"0".repeat(32)}`;
const plan: StageMessage = { v: 1, kind: "plan", job_id, epoch: 0 };
/** Of every two of these the digits are the same, run together. */
const SPANS = [
  { first: 1, count: 11 },
  { first: 11, count: 1 },
  { first: 0, count: 1 },
  { first: 0, count: 11 },
  { first: 1, count: 1 },
];

describe("A message's name", () => {
  it("is its own inside a job: every kind, epoch and range has another", () => {
    const epochs = [0, 1, 2, 10, 11, 12];
    const messages = epochs.flatMap((epoch): StageMessage[] => [
      { ...plan, epoch },
      { ...plan, kind: "assemble", epoch },
      ...SPANS.map((range): StageMessage => ({ ...plan, kind: "extract", epoch, range })),
    ]);
    expect(new Set(messages.map(messageName)).size).toBe(messages.length);
  });

  it("is the same at every attempt", () => {
    expect(messageName({ ...plan, kind: "extract", range: { first: 7, count: 3 } })).toBe("extract-0-7-3");
    expect(messageName(JSON.parse(JSON.stringify(plan)))).toBe(messageName(plan));
  });

  it("is the same for a message that is sent anew", () => {
    expect(messageName({ ...plan, resend: 3 })).toBe(messageName(plan));
  });
});

describe("A deduplication id", () => {
  it("is the job's id with the message's name, and holds no colon, which QStash does not take", () => {
    const extract: StageMessage = { ...plan, kind: "extract", range: { first: 7, count: 3 } };
    expect(deduplicationId(extract)).toBe(`${job_id}-extract-0-7-3`);
    expect(deduplicationId({ ...extract, resend: 2 })).toMatch(/^[\w-]+$/);
  });

  it("is another at every resend, and never that of another message", () => {
    const ranges = SPANS.map((range): StageMessage => ({ ...plan, kind: "extract", range }));
    const ids = ranges.flatMap((message) => [0, 1, 2, 11].map((resend) => deduplicationId({ ...message, resend })));
    expect(new Set(ids).size).toBe(ids.length);
    expect(deduplicationId({ ...plan, resend: 0 })).toBe(deduplicationId(plan));
  });
});

describe("The schema of stage messages", () => {
  it("takes each kind", () => {
    const extract = { ...plan, kind: "extract", range: { first: 3, count: 1 } };
    for (const message of [plan, extract, { ...plan, kind: "assemble", resend: 1 }]) {
      expect(stageMessageSchema.parse(message)).toEqual(message);
    }
  });

  it.each([
    ["another version", { ...plan, v: 2 }],
    ["no version", { kind: "plan", job_id, epoch: 0 }],
    ["an unknown kind", { ...plan, kind: "sweep" }],
    ["another form of id", { ...plan, job_id: "job_1" }],
    ["an id with a tail", { ...plan, job_id: `${job_id}:outbox` }],
    ["a negative epoch", { ...plan, epoch: -1 }],
    ["an epoch that is text", { ...plan, epoch: "0" }],
    ["an extract without its range", { ...plan, kind: "extract" }],
    ["a resend that is counted down", { ...plan, resend: -1 }],
    ["a range by its number", { ...plan, kind: "extract", range: 3 }],
    ["a range that begins nowhere", { ...plan, kind: "extract", range: { first: -1, count: 2 } }],
    ["a range of no page", { ...plan, kind: "extract", range: { first: 0, count: 0 } }],
    ["half a range", { ...plan, kind: "extract", range: { first: 0.5, count: 1 } }],
    ["nothing", null],
  ])("refuses %s", (_, message) => {
    expect(stageMessageSchema.safeParse(message).success).toBe(false);
  });
});
