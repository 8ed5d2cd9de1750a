/** What is left when all is done: of the store every key is looked at, and what an account was charged is held against its jobs. */
import { AFTER_KEY, DUE_KEY, KEPT_KINDS } from "../../lib/upstash/keys.ts";

type Look = (command: readonly string[]) => Promise<unknown>;

export interface Remains {
  readonly keys: number;
  readonly withoutTtl: number;
  /** Jobs that have not ended as the store knows, and what is still owed for those that have. */
  readonly atWork: number;
  readonly due: number;
  readonly owed: number;
  /** Webhooks that have not been delivered. */
  readonly afterEnds: number;
  readonly live: number;
  readonly odd: readonly string[];
  readonly usage: { readonly jobs: number; readonly ended: number };
}

async function* keysOf(look: Look): AsyncGenerator<readonly string[]> {
  let cursor = "0";
  do {
    const [next, keys] = (await look(["SCAN", cursor, "MATCH", "docat:*", "COUNT", "1000"])) as [string, string[]];
    yield keys;
    cursor = next;
  } while (cursor !== "0");
}

function toRecord(list: unknown): Record<string, string> {
  const items = list as readonly string[];
  return Object.fromEntries(items.flatMap((item, at) => (at % 2 === 0 ? [[item, items[at + 1] ?? ""]] : [])));
}

const ENDED = ["succeeded", "failed", "cancelled"];

interface Tally {
  keys: number;
  withoutTtl: number;
  atWork: number;
  owed: number;
  live: number;
  /** What is known of jobs that have not ended. */
  readonly odd: string[];
  readonly usage: { jobs: number; ended: number };
}

/** What is counted of a key, by its name. */
const KINDS: readonly (readonly [pattern: RegExp, count: (look: Look, key: string, tally: Tally) => Promise<void>])[] =
  [
    [
      /^docat:job_[0-9a-f]+:job$/,
      async (look, key, tally) => {
        const record = toRecord(await look(["HGETALL", key]));
        // A record without any field has expired since its key was listed.
        if (record.state === undefined || ENDED.includes(record.state)) return;
        tally.atWork += 1;
        tally.odd.push(
          `${key} ${Object.keys(record).join(" ")}, ${record.state}, due ${await look(["ZSCORE", DUE_KEY, record.id ?? ""])}`,
        );
      },
    ],
    [
      /^docat:job_[0-9a-f]+:outbox$/,
      async (look, key, tally) => {
        tally.owed += Number(await look(["HLEN", key]));
      },
    ],
    [
      /^docat:account:[0-9a-f]+:live$/,
      async (look, key, tally) => {
        tally.live += Number(await look(["ZCARD", key]));
      },
    ],
    [
      /^docat:account:[0-9a-f]+:usage:/,
      async (look, key, { usage }) => {
        const day = toRecord(await look(["HGETALL", key]));
        usage.jobs += Number(day.jobs ?? 0);
        for (const state of ENDED) usage.ended += Number(day[state] ?? 0);
      },
    ],
  ];

/** Accounts and the like, and nothing that belongs to them. */
function isKept(key: string): boolean {
  const [, kind = "", ...rest] = key.split(":");
  return KEPT_KINDS.includes(kind) && rest.length === 1;
}

async function lookAtKey(look: Look, key: string, tally: Tally): Promise<void> {
  tally.keys += 1;
  if (!isKept(key) && Number(await look(["PTTL", key])) === -1) tally.withoutTtl += 1;
  for (const [pattern, count] of KINDS) if (pattern.test(key)) await count(look, key, tally);
}

export async function lookAtRemains(look: Look): Promise<Remains> {
  const tally: Tally = { keys: 0, withoutTtl: 0, atWork: 0, owed: 0, live: 0, odd: [], usage: { jobs: 0, ended: 0 } };
  for await (const keys of keysOf(look)) for (const key of keys) await lookAtKey(look, key, tally);
  const [due, afterEnds] = [await look(["ZCARD", DUE_KEY]), await look(["ZCARD", AFTER_KEY])];
  return { ...tally, due: Number(due), afterEnds: Number(afterEnds) };
}
