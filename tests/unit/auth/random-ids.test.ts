/** Ids of whatever is owned: 128 random bits, so that nobody finds another's by counting or guessing. */
import { expect, it } from "vitest";
import { newKeyId } from "../../../lib/auth/key-text.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";

/** How many are made. */
const IDS = 400;

it.each([
  ["job", () => newJobId().slice("job_".length), 32],
  ["key or token", newKeyId, 22],
])("an id of a %s is as long as 128 bits are, and every place of it varies", (_, make, places) => {
  const ids = Array.from({ length: IDS }, make);
  expect(new Set(ids).size).toBe(IDS);
  for (let at = 0; at < places; at++) expect(new Set(ids.map((id) => id[at])).size, `place ${at}`).toBeGreaterThan(4);
  for (const id of ids) expect(id).toHaveLength(places);
});
