/** Counts findings by kind, adds such counts up, and chooses which are told one by one. */
import { type Finding, type FindingCounts, type FindingKind, SEVERITIES } from "../contracts/finding.ts";

type Tally = Partial<Record<FindingKind, number>>;

export function countFindings(findings: readonly Finding[]): FindingCounts {
  const counts: Tally = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

export function sumCounts<K extends string>(
  all: readonly Readonly<Partial<Record<K, number>>>[],
): Partial<Record<K, number>> {
  const sum: Partial<Record<K, number>> = {};
  for (const counts of all) {
    for (const [kind, count] of Object.entries(counts) as [K, number][]) sum[kind] = (sum[kind] ?? 0) + count;
  }
  return sum;
}

/** The gravest, in the order in which they stand; of equally grave ones the first, and of each kind one before a second of any. */
export function gravest(findings: readonly Finding[], most: number): Finding[] {
  if (findings.length <= most) return [...findings];
  const seen: Tally = {};
  const ranked = findings.map((finding, at) => {
    const turn = seen[finding.kind] ?? 0;
    seen[finding.kind] = turn + 1;
    return { finding, at, turn, grave: SEVERITIES.indexOf(finding.severity) };
  });
  const chosen = ranked.toSorted((a, b) => b.grave - a.grave || a.turn - b.turn || a.at - b.at).slice(0, most);
  return chosen.sort((a, b) => a.at - b.at).map(({ finding }) => finding);
}
