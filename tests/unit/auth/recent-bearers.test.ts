/** Guesses at bearers: bounded, and the last thing that was seen is what counts. */
import { expect, it } from "vitest";
import { identityOfKey, newKeyRecord } from "../../../lib/auth/api-key.ts";
import { createRecentBearers } from "../../../lib/auth/recent-bearers.ts";

const bearer = (tenant: string) => identityOfKey(newKeyRecord({ id: "k", tenant, createdAt: 0 }));

it("Recent bearers are those that were seen last, and no more than so many", () => {
  const recent = createRecentBearers(2);
  for (const name of ["a", "b", "a", "c"]) recent.saw(name, bearer(name));
  expect([..."abc"].map((name) => recent.expect(name)?.tenant)).toEqual(["a", undefined, "c"]);
  recent.saw("a", bearer("other"));
  recent.saw("c", null);
  expect([..."abc"].map((name) => recent.expect(name)?.tenant)).toEqual(["other", undefined, undefined]);
});
