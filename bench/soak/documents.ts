/** What is sent: a few documents, each time another file, and what an undisturbed job makes of each. */
import { setText, writePdf } from "../../dev/pdf-writer.ts";
import type { Caller } from "./caller.ts";

export interface SoakDocument {
  readonly name: string;
  /** One job in so many, of all weights together. */
  readonly weight: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How a job ends: its text, or the code of its error. */
export interface Ending {
  readonly status: string;
  readonly error: string | null;
  readonly markdown: string | null;
  readonly pages: number | null;
}

function pagesOf(count: number): Uint8Array<ArrayBuffer> {
  const line = (page: number, row: number) =>
    setText("Helvetica", 11, 72, 720 - row * 16, `Line ${row} of page ${page} of ${count}, read in any order, once.`);
  const content = (page: number) => Array.from({ length: 25 }, (_, row) => line(page, row)).join("");
  return writePdf({ pages: Array.from({ length: count }, (_, n) => ({ content: content(n + 1) })) });
}

/** A catalogue that leads nowhere. */
const BROKEN = new TextEncoder().encode(
  `%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 9 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 2 >>\n%%EOF\n${" ".repeat(200)}`,
);

export const DOCUMENTS: readonly SoakDocument[] = [
  { name: "one page", weight: 10, bytes: pagesOf(1) },
  { name: "two pages", weight: 4, bytes: pagesOf(2) },
  { name: "five pages in three ranges", weight: 4, bytes: pagesOf(5) },
  { name: "twelve pages in six ranges", weight: 1, bytes: pagesOf(12) },
  { name: "broken", weight: 1, bytes: BROKEN },
];

/** The same document in a file of its own, which nobody has sent before. */
export function asNewFile({ bytes }: SoakDocument, mark: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([bytes, Buffer.from(`\n% ${mark}\n`)]));
}

export async function endingOf(caller: Caller, id: string, timeoutMs: number): Promise<Ending | null> {
  const job = await caller.ended(id, timeoutMs);
  if (job === null) return null;
  const pages = job.progress.pages_total;
  if (job.status !== "succeeded")
    return { status: job.status, error: job.error?.code ?? job.status, markdown: null, pages };
  const { status, text } = await caller.ask("GET", `/v1/jobs/${id}/result?format=markdown`);
  return { status: job.status, error: status === 200 ? null : `result ${status}`, markdown: text, pages };
}
