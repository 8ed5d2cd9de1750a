/** What became of one hostile file on its way through the service, and whether that may be. */

import { resultSchema } from "../../lib/contracts/result.ts";
import type { DocatClient } from "../platform/docat-client.ts";

export interface Outcome {
  /** `ok`, `ok, pages lost`, `empty, told` or a code of the table of errors. */
  readonly kind: string;
  /** What was found in it that may do harm, by kinds; absent when that is nothing. */
  readonly findings?: readonly string[];
  /** What must never happen; absent when all is well. */
  readonly violation?: string;
}

/** A stage has 300 s; a file that is not done by then was not brought to an end by its own limits. */
const DEADLINE_MS = 300_000;

/** Codes that say what is wrong with the file. All others would blame us, or the wrong thing. */
const FILE_CODES = new Set([
  "file_empty",
  "file_too_small",
  "not_a_pdf",
  "pdf_corrupt",
  "pdf_truncated",
  "pdf_without_pages",
  "pdf_too_complex",
  "password_required",
  "password_wrong",
  "encryption_unsupported",
  "too_many_pages",
  "payload_too_large",
]);

/** Sends a file the real way and waits for its end. Never rejects: what should not happen is a violation. */
export async function sendHostile(client: DocatClient, bytes: Uint8Array<ArrayBuffer>): Promise<Outcome> {
  try {
    const created = await client.createJob("hostile.pdf", bytes);
    const job = await client.waitForJob(created.id, DEADLINE_MS);
    return job.error === null ? await judgeResult(client, job.id) : judgeCode(job.error.code);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const refused = /"code":"(\w+)"/.exec(message)?.[1];
    return refused === undefined ? { kind: "lost", violation: message.slice(0, 200) } : judgeCode(refused);
  }
}

function judgeCode(code: string): Outcome {
  return FILE_CODES.has(code) ? { kind: code } : { kind: code, violation: `The file is answered with ${code}.` };
}

async function judgeResult(client: DocatClient, id: string): Promise<Outcome> {
  const { receipt, warnings, security } = resultSchema.parse(JSON.parse(await client.getResult(id, "json")));
  const found = Object.keys(security.counts).sort();
  const findings = found.length === 0 ? {} : { findings: found };
  if (receipt.characters > 0) return { kind: receipt.pages_failed.length > 0 ? "ok, pages lost" : "ok", ...findings };
  if (warnings.length > 0) return { kind: "empty, told", ...findings };
  return { kind: "empty", violation: "No text, and no warning." };
}

/**
 * Whether an outcome is among what the index allows, as far as its words tell. Not a violation when it is not: readers
 * differ in what they repair, and in which code they give.
 */
export function isExpected({ kind, findings = [] }: Outcome, expected: string): boolean {
  const succeeded = kind.startsWith("ok") || kind.startsWith("empty");
  if (/flag/i.test(expected)) return succeeded && findings.length > 0;
  // Where not one page could be read, nothing is left to be partial.
  if (/partial/.test(expected)) return succeeded || kind === "pdf_corrupt";
  if (/\bor\b|\/|via rebuild|limit|clamp/i.test(expected)) return true;
  if (/PASSWORD/.test(expected)) return kind === "password_required" || kind === "pdf_corrupt";
  if (/^(?:ok|text|never)/i.test(expected)) return succeeded;
  return !succeeded;
}
