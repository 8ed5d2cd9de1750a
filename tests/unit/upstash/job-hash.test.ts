/** Job records as Redis hashes and back. */
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { toProblem } from "../../../lib/contracts/problem.ts";
import { Vault } from "../../../lib/crypto/vault.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import type { Plan } from "../../../lib/jobs/job-record.ts";
import type { NewJob } from "../../../lib/jobs/job-store.ts";
import { fromHash, toHash } from "../../../lib/upstash/job-hash.ts";

const vault = new Vault(randomBytes(32));
const id = `job_${"0".repeat(32)}`;
const job: NewJob = {
  id,
  tenant: "7",
  options: { pages: "1-3" },
  source: { name: '"a"\u2028ü 😀.pdf', sha256: "0".repeat(64), size_bytes: 4 },
};
const plan: Plan = {
  pages_total: 9,
  pages_selected: 3,
  ranges: 2,
  engine: "e-1",
  warnings: [{ code: "document_repaired", message: "m" }],
};

/** The hash as the store holds it once the script has added its times. */
function hashOf(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const fields = toHash(vault, job, 3);
  const pairs = fields.flatMap((field, n) => (n % 2 === 0 ? [[field, fields[n + 1] ?? ""] as const] : []));
  return { ...Object.fromEntries(pairs), created_at: "1700000000000", deadline_at: "1700003600000", ...extra };
}

describe("A job's hash", () => {
  it("comes back as the record of a queued job", () => {
    expect(fromHash(vault, hashOf())).toEqual({
      id,
      tenant: "7",
      state: "queued",
      epoch: 3,
      options: job.options,
      source: job.source,
      plan: null,
      created_at: 1_700_000_000_000,
      started_at: null,
      finished_at: null,
      deadline_at: 1_700_003_600_000,
      error: null,
      key: expect.any(String),
    });
  });

  it("brings plan, times and error back as they were written", () => {
    const error = toProblem(new DocatError("pdf_corrupt", { detail: "d" }));
    const later = { state: "failed", started_at: "1700000000001", finished_at: "1700000000002" };
    const hash = hashOf({ ...later, plan: JSON.stringify(plan), error: JSON.stringify(error) });
    expect(fromHash(vault, hash)).toMatchObject({ state: "failed", plan, error, finished_at: 1_700_000_000_002 });
  });

  it("tells nobody without the key what the document is called, or which one it is", () => {
    const text = JSON.stringify(toHash(vault, job, 0));
    for (const secret of [job.source.name ?? "", "ü 😀.pdf", "0".repeat(64)]) expect(text).not.toContain(secret);
    expect(() => fromHash(new Vault(randomBytes(32)), hashOf())).toThrow();
  });

  it("holds text only, field and value in turn, and neither message nor time", () => {
    const fields = toHash(vault, job, 0);
    expect(fields.every((field) => typeof field === "string")).toBe(true);
    expect(fields.filter((_, n) => n % 2 === 0)).toEqual([
      "id",
      "tenant",
      "state",
      "epoch",
      "options",
      "key",
      "source",
      "bytes",
      "label",
    ]);
  });

  it.each([
    ["an unknown state", { state: "sleeping" }],
    ["an epoch that is no number", { epoch: "x" }],
    ["a time that is no number", { created_at: "soon" }],
    ["options that are not ours", { options: '{"page":1}' }],
    ["a plan that is cut off", { plan: '{"pages_total":' }],
    ["another form of id", { id: "7" }],
    ["a source that is not sealed", { source: JSON.stringify(job.source) }],
    ["another job's key", { key: vault.newKey().wrapped }],
  ])("with %s is refused", (_, damage) => {
    expect(() => fromHash(vault, hashOf(damage))).toThrow();
  });

  it.each(["created_at", "deadline_at"])("without its %s is refused", (lost) => {
    const rest = Object.entries(hashOf()).filter(([field]) => field !== lost);
    expect(() => fromHash(vault, Object.fromEntries(rest))).toThrow();
  });
});
