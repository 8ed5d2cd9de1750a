/** Converts and scores documents in child processes, one for each core, and puts their answers together. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { type QualityDocument, shareOut } from "./documents.ts";
import { type DocumentScore, documentScoreSchema } from "./scores.ts";
import { type Conversion, shareSchema } from "./share.ts";

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 1 << 26;

export interface QualityRun {
  readonly scores: readonly DocumentScore[];
  readonly conversions: readonly Conversion[];
  /** The largest of the processes. */
  readonly peakMb: number;
}

export interface RunRequest {
  /** Holds manifest.json, set/ and score/. */
  readonly folder: string;
  /** Where `<id>.md` are written. */
  readonly out: string;
  readonly engine: string;
  /** Sizes with commas between; empty for none. */
  readonly ranges: string;
  readonly documents: readonly QualityDocument[];
}

async function runShare(request: RunRequest, documents: readonly QualityDocument[], index: number) {
  const ids = documents.map(({ id }) => id);
  const script = join(import.meta.dirname, "share.ts");
  const place = [join(request.folder, "set"), request.out, request.engine, request.ranges || "-"];
  const share = await run(process.execPath, [script, ...place, ...ids], { maxBuffer: MAX_OUTPUT_BYTES });
  const answer = join(request.out, `scores-${index}.json`);
  const manifest = ["--manifest", join(request.folder, "manifest.json"), "--only", ids.join(",")];
  const scorer = join(request.folder, "score/cli.js");
  await run(process.execPath, [scorer, request.out, ...manifest, "--json", answer, "--quiet"]);
  const { documents: scores } = z
    .object({ documents: z.array(documentScoreSchema) })
    .parse(JSON.parse(readFileSync(answer, "utf8")));
  return { ...shareSchema.parse(JSON.parse(share.stdout)), scores };
}

/** Rejects when a process fails; a document that cannot be converted has an error and scores nothing. */
export async function runShares(request: RunRequest): Promise<QualityRun> {
  const shares = shareOut(request.documents, availableParallelism());
  const answers = await Promise.all(shares.map((share, index) => runShare(request, share, index)));
  const rank = new Map(request.documents.map(({ id }, index) => [id, index]));
  const inOrder = (a: { readonly id: string }, b: { readonly id: string }) =>
    (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0);
  return {
    scores: answers.flatMap(({ scores }) => scores).sort(inOrder),
    conversions: answers.flatMap(({ documents }) => documents).sort(inOrder),
    peakMb: Math.max(...answers.map(({ peak_mb }) => peak_mb)),
  };
}
