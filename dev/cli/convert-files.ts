/** Converts files one after another and reports those that fail. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ChunkOptions } from "../../lib/contracts/chunk-options.ts";
import type { EngineChoice } from "../../lib/contracts/engine-choice.ts";
import type { FindingCounts } from "../../lib/contracts/finding.ts";
import { RESULT_FORMATS } from "../../lib/contracts/result.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import { createLocalEngine } from "../../lib/pdf/auto/local-engine.ts";
import { convertPdf } from "./convert-pdf.ts";
import { makeFolder } from "./make-folder.ts";

/** What can be written to one file. */
export const CLI_FORMATS = [...RESULT_FORMATS, "chunks"] as const;
export type CliFormat = (typeof CLI_FORMATS)[number];

export interface ConvertRequest {
  readonly files: readonly string[];
  readonly format: CliFormat;
  /** How chunks are made. */
  readonly chunks: ChunkOptions;
  readonly engine: EngineChoice;
  /** Standard output when undefined. */
  readonly directory: string | undefined;
}

const EXTENSIONS: Record<CliFormat, string> = {
  markdown: ".md",
  text: ".txt",
  json: ".json",
  html: ".html",
  csv: ".csv",
  chunks: ".ndjson",
};

/** Converts every file; tells whether all went well. A file that fails leaves no result behind. */
export async function convertFiles(request: ConvertRequest, out: Writable, err: Writable): Promise<boolean> {
  const engine = createLocalEngine(request.engine);
  try {
    if (request.directory !== undefined) await makeFolder(request.directory);
  } catch (error) {
    err.write(`${request.directory}: ${complaint(error)}\n`);
    return false;
  }
  const target = targetsOf(request);
  let good = true;
  for (const file of request.files) {
    try {
      const bytes = new Uint8Array(await readFile(file));
      const wanted = request.format === "chunks" ? request.chunks : request.format;
      const texts = await convertPdf(engine, basename(file), bytes, wanted, ({ counts }) => {
        const found = foundLine(counts);
        if (found !== undefined) err.write(`${file}: ${found}\n`);
      });
      await write(texts, target(file), out);
    } catch (error) {
      good = false;
      err.write(`${file}: ${complaint(error)}\n`);
    }
  }
  return good;
}

/** Where each file's result goes; two files of one name get two results, also where case does not tell files apart. */
function targetsOf({ directory, format }: ConvertRequest): (file: string) => string | undefined {
  if (directory === undefined) {
    return () => undefined;
  }
  const taken = new Set<string>();
  return (file) => {
    const name = basename(file).replace(/\.pdf$/i, "");
    let free = name;
    for (let count = 2; taken.has(free.toLowerCase()); count += 1) {
      free = `${name}-${count}`;
    }
    taken.add(free.toLowerCase());
    return join(directory, free + EXTENSIONS[format]);
  };
}

async function write(chunks: AsyncIterable<string>, path: string | undefined, out: Writable): Promise<void> {
  if (path !== undefined) {
    try {
      await pipeline(Readable.from(chunks), createWriteStream(path));
    } catch (error) {
      await rm(path, { force: true, recursive: false }).catch(() => {});
      throw error;
    }
    return;
  }
  for await (const chunk of chunks) {
    if (!out.write(chunk)) {
      await once(out, "drain");
    }
  }
}

/** One line; undefined when nothing was found. */
function foundLine(counts: FindingCounts): string | undefined {
  const kinds = Object.entries(counts).map(([kind, count]) => `${kind} (${count})`);
  return kinds.length === 0 ? undefined : `found ${kinds.join(", ")}; --format json tells where`;
}

function complaint(error: unknown): string {
  if (error instanceof DocatError) {
    return `${error.code}: ${error.message}`;
  }
  return error instanceof Error ? `failed: ${error.message}` : "failed";
}
