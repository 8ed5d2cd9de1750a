/** Public price lists, beyond what plans include, in US dollars. */
import type { Usage } from "./counted-service.ts";

export const PRICES_OF = "August and September 2026";

export const PRICES = {
  /** vercel.com/docs/functions/usage-and-pricing, Pro, region iad1. */
  cpuHour: 0.128,
  memoryGbHour: 0.0106,
  invocation: 0.6 / 1e6,
  /** upstash.com/docs/redis/overall/pricing, pay as you go, one region; the first 200 GB of a month cost nothing. */
  redisCommand: 0.2 / 1e5,
  redisGb: 0.03,
  /** upstash.com/docs/qstash/overall/pricing, pay as you go. */
  message: 1 / 1e5,
} as const;

/** What an instance has, whether it is used or not. */
export const INSTANCE_GB = 2;

/** Dollars for one job. */
export function priceOf(usage: Usage): number {
  return (
    (usage.cpuSeconds / 3_600) * PRICES.cpuHour +
    ((usage.functionSeconds * INSTANCE_GB) / 3_600) * PRICES.memoryGbHour +
    usage.invocations * PRICES.invocation +
    usage.redisCommands * PRICES.redisCommand +
    (usage.redisBytes / 1e9) * PRICES.redisGb +
    usage.messages * PRICES.message
  );
}

interface Peer {
  readonly name: string;
  readonly dollarsPerThousandPages: string;
  readonly source: string;
}

const SURVEY = "tonyx1998.github.io/modern-ai-engineer-guide/docs/stack/document-parsing, 2026";

/** What others ask who read PDFs over HTTPS. Those with a model read scans as well; we read what is written in the file. */
export const PEERS: readonly Peer[] = [
  { name: "Mistral OCR 4", dollarsPerThousandPages: "4 (2 in batches)", source: "the vendor's announcement, 2026" },
  { name: "LlamaParse", dollarsPerThousandPages: "3 to 30", source: SURVEY },
  { name: "Reducto", dollarsPerThousandPages: "5 to 20", source: SURVEY },
  { name: "Unstructured", dollarsPerThousandPages: "10", source: SURVEY },
  { name: "AWS Textract", dollarsPerThousandPages: "1.50 (text) to 50", source: SURVEY },
];
