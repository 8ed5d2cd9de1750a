/** All findings in a text that is made of pieces: where each stands, how grave it is, and why. */
import { type Finding, MAX_EXCERPT_CHARS, type Severity } from "../contracts/finding.ts";
import { scanEncoded } from "./encoded-scan.ts";
import { excerptOf } from "./excerpt.ts";
import { fold, type Stream } from "./fold.ts";
import type { Meter } from "./meter.ts";
import { type JoinedPieces, joinPieces, type Piece } from "./pieces.ts";
import { scanPhrases } from "./prompt-scan.ts";
import { scanTriggers } from "./trigger-scan.ts";
import { isTag } from "./unseen.ts";

/** What a scanner found, by places in the joined text. */
interface Found extends Pick<Finding, "kind" | "severity" | "reason"> {
  readonly start: number;
  readonly end: number;
}

/** In reading order. Linear in the text; never throws. What is taken out of the text later is still in it here: it may hide something. */
export function findInText(pieces: readonly Piece[], meter: Meter = { steps: 0 }): Finding[] {
  const joined = joinPieces(pieces);
  if (joined.text === "") return [];
  const { plain, bare } = fold(joined.text, meter);
  const found: Found[] = [
    ...scanPhrases(bare, joined.text, meter).map((hit) => ({
      kind: "prompt_injection" as const,
      severity: "medium" as const,
      reason: hit.reason,
      ...placesOf(bare, hit),
    })),
    ...scanTriggers(plain, meter).map(({ trigger: { kind, severity, reason }, ...hit }) => ({
      kind,
      severity,
      reason,
      ...placesOf(plain, hit),
    })),
    ...scanEncoded(joined.text, meter).map((run) => ({
      kind: "encoded_run" as const,
      severity: "low" as const,
      ...run,
    })),
  ];
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  return withoutRepeats(found).map((each) => toFinding(each, joined));
}

/** So close behind a finding another one of its kind belongs to it. */
const BESIDE_CHARS = 16;

function withoutRepeats(found: readonly Found[]): Found[] {
  const ends = new Map<Found["kind"], number>();
  return found.filter(({ kind, start, end }) => {
    const last = ends.get(kind);
    ends.set(kind, Math.max(end, last ?? 0));
    return last === undefined || start > last + BESIDE_CHARS;
  });
}

/** A stream's places as places of the text. */
function placesOf({ from }: Stream, { start, end }: { readonly start: number; readonly end: number }) {
  return { start: from[start] ?? 0, end: (from[end - 1] ?? 0) + 1 };
}

function toFinding({ kind, severity, reason, start, end }: Found, joined: JoinedPieces): Finding {
  const piece = joined.at(start);
  const excerpt = excerptOf(joined.text, start, Math.max(end, start + MAX_EXCERPT_CHARS));
  const unseen = piece?.hidden !== undefined || isTag(joined.text.codePointAt(start) ?? 0);
  return {
    kind,
    severity: unseen ? graver(severity) : severity,
    source: "text",
    ...placeOf(piece),
    reason,
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}

/** Who hides it means it. */
function graver(severity: Severity): Severity {
  return severity === "low" ? "medium" : "high";
}

export function placeOf(piece: Piece | undefined): Pick<Finding, "page" | "box"> {
  return {
    ...(piece?.page === undefined ? {} : { page: piece.page }),
    ...(piece?.box === undefined ? {} : { box: piece.box }),
  };
}
