/** Kinds of jobs whose cost is counted. Each is another document each time, but the one that is sent again. */
import { setText, writePdf } from "../../dev/pdf-writer.ts";
import type { DocatClient } from "../../dev/platform/docat-client.ts";

export interface JobKind {
  readonly name: string;
  readonly pages: number;
  readonly options?: object;
  /** Sends what the kind is about; what comes before it is not counted. */
  readonly sendsAgain?: boolean;
}

export const JOB_KINDS: readonly JobKind[] = [
  { name: "cached, 10 pages", pages: 10, sendsAgain: true },
  { name: "1 page", pages: 1 },
  { name: "10 pages", pages: 10 },
  { name: "100 pages", pages: 100 },
  { name: "1,000 pages", pages: 1_000 },
];

const WORDS =
  "the tide comes in and goes out twice a day and a table tells when for each harbour and each day of a year".split(
    " ",
  );

/** What one request can carry is 4 MB, and the writer does not compress: of very many pages each has fewer lines. */
const LINES = 40;
const LINES_OF_MANY = 25;

/** Pages of lines of text, as a report has them; `mark` makes the document another one. */
export function documentOf(pages: number, mark: string): Uint8Array<ArrayBuffer> {
  const line = (page: number, row: number) => {
    const words = Array.from({ length: 12 }, (_, at) => WORDS[(page * 7 + row * 3 + at) % WORDS.length]);
    return setText("Helvetica", 10, 72, 740 - row * 16, `${row} ${words.join(" ")}, ${mark}.`);
  };
  const lines = pages > 500 ? LINES_OF_MANY : LINES;
  const content = (page: number) => Array.from({ length: lines }, (_, row) => line(page, row)).join("");
  return writePdf({ pages: Array.from({ length: pages }, (_, n) => ({ content: content(n + 1) })) });
}

/** Resolves with the job's id once it is accepted. */
export async function send(client: DocatClient, kind: JobKind, mark: string): Promise<string> {
  const { id } = await client.createJob("cost.pdf", documentOf(kind.pages, mark), kind.options);
  return id;
}
