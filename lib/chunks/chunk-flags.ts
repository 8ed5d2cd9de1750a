/** What the text screen has to say of a chunk: what it finds in its text, and what was found in its blocks when the pages were read. */
import type { ChunkFlag } from "../contracts/chunk.ts";
import { type Finding, SEVERITIES } from "../contracts/finding.ts";
import type { SecurityReport } from "../contracts/security-report.ts";
import { findInText } from "../text/find-in-text.ts";
import { judge } from "../text/judge.ts";
import type { Place } from "./slice.ts";

export class ChunkFlags {
  readonly #policy: SecurityReport["policy"];
  /** By page. */
  readonly #reported = new Map<number, Finding[]>();

  constructor({ findings, policy }: SecurityReport) {
    this.#policy = policy;
    for (const finding of findings) {
      // Text that nobody sees is in no chunk.
      if (finding.page === undefined || finding.source !== "text" || finding.kind === "invisible_text") continue;
      const known = this.#reported.get(finding.page);
      if (known === undefined) this.#reported.set(finding.page, [finding]);
      else known.push(finding);
    }
  }

  /** Each kind once, with its gravest finding; none of those that the policy allows. */
  of(text: string, places: readonly Place[]): ChunkFlag[] {
    const found = [...judge(findInText([{ text }]), this.#policy), ...this.#at(places)];
    const kinds = new Map<ChunkFlag["kind"], ChunkFlag>();
    for (const { kind, severity } of found) {
      const known = kinds.get(kind);
      if (known === undefined || SEVERITIES.indexOf(known.severity) < SEVERITIES.indexOf(severity)) {
        kinds.set(kind, { kind, severity });
      }
    }
    return [...kinds.values()];
  }

  #at(places: readonly Place[]): Finding[] {
    if (this.#reported.size === 0) return [];
    return places.flatMap(({ page, box }) =>
      (this.#reported.get(page) ?? []).filter((finding) => isWithin(finding.box, box)),
    );
  }
}

/** A finding has the box of its block, or of a cell of it. */
function isWithin(inner: Finding["box"], outer: Place["box"]): boolean {
  if (inner === undefined) return false;
  const [left, top, right, bottom] = inner;
  return left >= outer[0] && top >= outer[1] && right <= outer[2] && bottom <= outer[3];
}
