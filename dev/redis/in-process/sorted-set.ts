/** A sorted set: members with scores, read in order. */
import type { ByteString } from "../byte-string.ts";

export type ScoredMember = readonly [member: ByteString, score: number];

/** Sorting is put off until somebody reads in order. Made for thousands of members, not for millions. */
export class SortedSet {
  private readonly scores = new Map<ByteString, number>();
  private sorted: ScoredMember[] | undefined;

  get size(): number {
    return this.scores.size;
  }

  score(member: ByteString): number | undefined {
    return this.scores.get(member);
  }

  set(member: ByteString, score: number): void {
    this.scores.set(member, score);
    this.sorted = undefined;
  }

  delete(member: ByteString): boolean {
    this.sorted = undefined;
    return this.scores.delete(member);
  }

  copy(): SortedSet {
    const copy = new SortedSet();
    for (const [member, score] of this.scores) copy.scores.set(member, score);
    return copy;
  }

  /** By score, then by bytes. */
  ordered(): readonly ScoredMember[] {
    this.sorted ??= [...this.scores].sort(
      ([left, leftScore], [right, rightScore]) =>
        (leftScore === rightScore ? 0 : leftScore - rightScore) || (left < right ? -1 : Number(left > right)),
    );
    return this.sorted;
  }
}
