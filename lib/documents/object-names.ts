/** Names of objects: whose document it is, whether its bytes are sealed, and what tells apart those of several attempts. */
import { randomBytes } from "node:crypto";

function newObject(holder: string, kind: "plain" | "sealed"): string {
  return `${holder}.${randomBytes(8).toString("hex")}.${kind}`;
}

/** As its owner sends it, until it has been checked. */
export function plainObject(holder: string): string {
  return newObject(holder, "plain");
}

export function sealedObject(holder: string): string {
  return newObject(holder, "sealed");
}

/** The upload or job for which an object came to be; null for a name that is not one of ours. */
export function makerOf(name: string): string | null {
  return /^((?:upl|job)_[0-9a-f]{32})\.[0-9a-f]{16}\.(?:plain|sealed)$/.exec(name)?.[1] ?? null;
}
