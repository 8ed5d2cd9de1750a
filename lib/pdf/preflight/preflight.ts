/**
 * A first look at a file, before anything is made of it: does it unpack to far more than a document would? Reads the bytes
 * once and by search, so it misses what is encrypted or hidden in other streams; the sandbox's limits hold for that.
 */
import { DocatError } from "../../errors/docat-error.ts";
import { DEFAULT_PREFLIGHT_LIMITS, type PreflightLimits } from "../../limits/preflight.ts";
import { BYTES_PER_MB } from "../../limits/sandbox.ts";
import { openFailure } from "../document-failures.ts";
import { filtersOf, largestSize, unpackedSize } from "./filters.ts";
import { readForms } from "./forms.ts";
import { requireObjects } from "./objects.ts";
import { readKids } from "./page-tree.ts";
import { countPaths } from "./paths.ts";
import { findStreams, type RawStream } from "./streams.ts";

/**
 * Throws `pdf_too_complex` when a limit is exceeded, and what the engine would say of a file that holds no object at all
 * (`not_a_pdf`, `pdf_truncated`, `pdf_corrupt`): searching such a file for objects is what takes an engine long.
 * Pictures are not unpacked, since nobody will.
 */
export function preflight(bytes: Uint8Array, limits: PreflightLimits = DEFAULT_PREFLIGHT_LIMITS): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!file.includes("obj", 0, "latin1")) throw openFailure(new Error("The file holds no object."), bytes);
  requireObjects(bytes);
  let total = 0;
  for (const stream of findStreams(file)) {
    total += weighStream(stream, limits);
    if (total > limits.totalBytes) refuse(`Its streams unpack to more than ${inMb(limits.totalBytes)}.`);
  }
  if (countPaths(readKids(file)) > limits.treePaths)
    refuse(`Its page tree leads to more than ${limits.treePaths} pages.`);
  if (countPaths(readForms(file)) > limits.drawings) refuse(`Its forms are drawn more than ${limits.drawings} times.`);
}

/** Bytes that had to be unpacked to be sure of a stream: none for one that cannot be large. */
function weighStream({ dictionary, data }: RawStream, limits: PreflightLimits): number {
  const filters = filtersOf(dictionary);
  if (filters.length > limits.filters) refuse(`A stream goes through more than ${limits.filters} filters.`);
  if (/\/Subtype\s*\/Image/.test(dictionary)) return 0;
  if (numberIn(dictionary, /\/Type\s*\/ObjStm/, /\/N\s+(\d+)/) > limits.entries) refuse(tooMany(limits));
  const maxBytes = Math.min(limits.streamBytes, limits.entries * entryBytes(dictionary));
  if (largestSize(data.length, filters) <= maxBytes) return 0;
  const size = unpackedSize(data, filters, maxBytes);
  if (size <= maxBytes) return size;
  return refuse(
    maxBytes < limits.streamBytes ? tooMany(limits) : `A stream unpacks to more than ${inMb(limits.streamBytes)}.`,
  );
}

/** What an entry of a cross-reference stream takes; infinitely much for every other stream, whose entries nobody counts. */
function entryBytes(dictionary: string): number {
  const widths = /\/Type\s*\/XRef/.test(dictionary) ? /\/W\s*\[([\d\s]*)\]/.exec(dictionary)?.[1] : undefined;
  if (widths === undefined) return Number.POSITIVE_INFINITY;
  const sum = widths
    .trim()
    .split(/\s+/)
    .reduce((total, width) => total + Number(width), 0);
  return Math.max(1, sum);
}

function numberIn(dictionary: string, condition: RegExp, pattern: RegExp): number {
  return condition.test(dictionary) ? Number(pattern.exec(dictionary)?.[1] ?? 0) : 0;
}

function tooMany({ entries }: PreflightLimits): string {
  return `A stream lists more than ${entries} objects.`;
}

function inMb(bytes: number): string {
  return `${bytes / BYTES_PER_MB} MB`;
}

function refuse(detail: string): never {
  throw new DocatError("pdf_too_complex", { detail });
}
