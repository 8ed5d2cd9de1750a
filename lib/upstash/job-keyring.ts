/** A job's data key, wrapped, for what is sealed with it; and the contexts in which that is done. */
import type { Redis } from "@upstash/redis";
import { guardStore } from "./guard-store.ts";
import { jobKeys } from "./keys.ts";

export const SUMMARY_CONTEXT = "docat: summary";
export const MANIFEST_CONTEXT = "docat: manifest";

/** A piece of a part belongs to its place: a piece of another page range, or of another attempt, does not open there. */
export function partContext(field: string): string {
  return `docat: part ${field}`;
}

/** A job as its caller knows it: with its record the store need not ask for the key. */
interface Keyed {
  readonly id: string;
  readonly key?: string | undefined;
}

interface JobKeyring {
  /** Null when there is no such job any more. */
  of(job: Keyed): Promise<string | null>;
}

export function jobKeyring(redis: Redis): JobKeyring {
  return {
    async of({ id, key }) {
      return key ?? (await guardStore(() => redis.hget<string>(jobKeys(id).job, "key")));
    },
  };
}
