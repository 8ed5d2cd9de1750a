/** Jobs that were made, and of which the broker knows nothing. */
import { expect, vi } from "vitest";
import type { StageMessage } from "../../lib/contracts/stage-message.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { pdfOfPages } from "./pdf-builder.ts";
import type { TestService } from "./test-service.ts";

const TIMEOUT_MS = 30_000;

/** A job whose message was never handed over: it is still owed. */
export async function unsentJob(
  service: TestService,
  pages: number,
): Promise<{ readonly id: string; readonly owed: readonly StageMessage[] }> {
  const { documents, jobs } = service.services.pipeline;
  const id = newJobId();
  const pdf = pdfOfPages(pages);
  await documents.put(id, pdf);
  const source = { name: null, sha256: "0".repeat(64), size_bytes: pdf.length };
  const { owed } = await jobs.create({ id, tenant: "acc_development", options: {}, source });
  return { id, owed };
}

/** A job whose message got lost: nothing is owed. */
export async function lostJob(service: TestService, pages: number): Promise<string> {
  const { id, owed } = await unsentJob(service, pages);
  await service.services.pipeline.jobs.settle(id, owed);
  return id;
}

export async function untilStalled(service: TestService, id: string): Promise<void> {
  const { jobs } = service.services.pipeline;
  await vi.waitFor(async () => expect((await jobs.read(id))?.stalled).toBe(true), TIMEOUT_MS);
}
