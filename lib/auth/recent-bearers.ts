/** Whom credentials were last found to be: guesses, by which something may be prepared and nothing allowed. The oldest is forgotten first. */
import { MAX_BEARERS_REMEMBERED } from "../limits/key-limits.ts";
import { RecentMap } from "../limits/recent-map.ts";
import type { Identity } from "./identity.ts";

/** By the credential's digest; the credential is not kept. */
export interface RecentBearers {
  expect(digest: string): Identity | null;
  /** What has come of asking: whom the store knows by now, or nobody. */
  saw(digest: string, bearer: Identity | null): void;
}

export function createRecentBearers(most = MAX_BEARERS_REMEMBERED): RecentBearers {
  const bearers = new RecentMap<string, Identity>(most);
  return {
    expect: (digest) => bearers.get(digest) ?? null,
    saw(digest, bearer) {
      if (bearer === null) bearers.delete(digest);
      else bearers.set(digest, bearer);
    },
  };
}
