/** Kinds of jobs whose cost is counted. Each is another document each time, but the one that is sent again. */
import { setText, writePdf } from "../../dev/pdf-writer.ts";
import type { DocatClient } from "../../dev/platform/docat-client.ts";

export interface JobKind {
  readonly name: string;
  readonly pages: number;
  readonly options?: object;
  /** What is the same comes before, and is not counted: the file as it is, or the same text in another file. */
  readonly after?: "the same file" | "the same text";
  /** Whether the caller of what comes before has read its result: the function that takes uploads has seen it then. */
  readonly seen?: true;
  /** How many times the Redis requests and messages may be at most; nothing is promised without it. */
  readonly most?: { readonly redisRequests: number; readonly messages: number };
}

/** Of a job of one range, and of one whose result was there. */
const MOST = { redisRequests: 7, messages: 2 };
const MOST_CACHED = { redisRequests: 2, messages: 0 };
/** Where the function that takes the upload knows nothing of the result. */
const MOST_UNSEEN = { redisRequests: 3, messages: 0 };

const TRANSLATE = { translate: { to: "eo", from: "en" } };

/** Receivers and models that the jobs name; both are on this machine. */
export interface Surroundings {
  readonly receiverUrl: string;
}

export const jobKinds = ({ receiverUrl }: Surroundings): readonly JobKind[] => [
  { name: "cached, 10 pages", pages: 10, after: "the same file", seen: true, most: MOST_CACHED },
  { name: "cached, 10 pages, never read before", pages: 10, after: "the same file", most: MOST_UNSEEN },
  { name: "1 page", pages: 1, most: MOST },
  { name: "10 pages", pages: 10, most: MOST },
  { name: "100 pages", pages: 100, most: MOST },
  { name: "1,000 pages", pages: 1_000 },
  {
    name: "10 pages, with a webhook",
    pages: 10,
    options: { webhook: { url: receiverUrl, secret: `whsec_${Buffer.alloc(32, 7).toString("base64")}` } },
  },
  { name: "10 pages, translated (the model's price apart)", pages: 10, options: TRANSLATE },
  { name: "10 pages, translated, all of it remembered", pages: 10, options: TRANSLATE, after: "the same text" },
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

/** Resolves with the job's id once it is accepted. `copy` makes another file of the same text. */
export async function send(client: DocatClient, kind: JobKind, mark: string, copy = ""): Promise<string> {
  const bytes = new Uint8Array(Buffer.concat([documentOf(kind.pages, mark), Buffer.from(`\n% ${copy}\n`)]));
  const { id } = await client.createJob("cost.pdf", bytes, kind.options);
  return id;
}
