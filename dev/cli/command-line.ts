/** Reads the arguments of the command line and runs the command that they name. */
import type { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { z } from "zod";
import {
  CHUNK_STRATEGIES,
  type ChunkOptions,
  chunkOptionsSchema,
  chunkQueryShape,
  DEFAULT_CHUNK_STRATEGY,
} from "../../lib/contracts/chunk-options.ts";
import { DEFAULT_ENGINE, ENGINE_CHOICES, engineChoiceSchema } from "../../lib/contracts/engine-choice.ts";
import { DEFAULT_CHUNK_CHARACTERS } from "../../lib/limits/chunk-limits.ts";
import { CLI_FORMATS, type CliFormat, type ConvertRequest, convertFiles } from "./convert-files.ts";
import { type DrawRequest, drawPage } from "./draw/draw-page.ts";
import { type VerifyRequest, verifyWebhook } from "./verify-webhook.ts";

/** As receivers of Standard Webhooks have it. */
const TOLERANCE_SECONDS = 300;

export const USAGE = `Turns PDFs into text, on this machine, without a server.

Usage: npm run docat -- convert FILE… [--format FORMAT] [--engine ENGINE] [--out DIR]
       npm run docat -- draw FILE --out PNG [--page N] [--dpi N]
       npm run docat -- verify FILE --id ID --timestamp SECONDS --signature TEXT [--secret TEXT] [--max-age SECONDS]

convert
  --format   what to write: ${CLI_FORMATS.join(", ")} (markdown when left out)
  --engine   what reads them: ${ENGINE_CHOICES.join(", ")} (${DEFAULT_ENGINE} when left out)
  --out      folder for the results, one file for each PDF; standard output when left out
  with --format chunks:
  --strategy     where they are cut: ${CHUNK_STRATEGIES.join(", ")} (${DEFAULT_CHUNK_STRATEGY} when left out)
  --max-chars    the size in characters (${DEFAULT_CHUNK_CHARACTERS} when left out), or
  --max-tokens   the size in tokens
  --overlap      how much of the end of one the next begins with
draw: a page with the blocks that were found on it, numbered in reading order
  --out      the picture to write
  --page     which page, counted from 1 (1 when left out)
  --dpi      pixels to the inch, 36 to 300 (120 when left out)

verify: whether a webhook's request is genuine; FILE is its body as it came, the rest are its headers
  --id, --timestamp, --signature   what webhook-id, webhook-timestamp and webhook-signature said
  --secret       whsec_…; WEBHOOK_SECRET of the environment when left out
  --max-age      how old it may be, in seconds (${TOLERANCE_SECONDS} when left out)

  --help     this text

A file that cannot be converted is reported on standard error; the others are converted all the same,
and the exit status is 1. Arguments that cannot be understood end with status 2.
`;

const LEAST_DPI = 36;
const MOST_DPI = 300;

/** Results that cannot stand behind each other in one file. */
const ONE_DOCUMENT: ReadonlySet<CliFormat> = new Set(["json", "html", "chunks"]);

/** Runs one command line to its end and returns the exit status. Reads and writes files; never ends the process. */
export async function runCommandLine(args: readonly string[], out: Writable, err: Writable): Promise<number> {
  const request = readArguments(args);
  if (request === "help") {
    out.write(USAGE);
    return 0;
  }
  if (typeof request === "string") {
    err.write(`${request}\n\n${USAGE}`);
    return 2;
  }
  return (await run(request, out, err)) ? 0 : 1;
}

function run(request: Request, out: Writable, err: Writable): Promise<boolean> {
  if ("target" in request) return drawPage(request, err);
  return "body" in request ? verifyWebhook(request, out, err) : convertFiles(request, out, err);
}

type Request = ConvertRequest | DrawRequest | VerifyRequest;

/** The request, "help", or a sentence that says what is wrong. */
function readArguments(args: readonly string[]): Request | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return error instanceof Error ? error.message : "The arguments cannot be understood.";
  }
  const [command, ...files] = parsed.positionals;
  if (parsed.values.help || command === undefined) {
    return parsed.values.help ? "help" : "A command is missing.";
  }
  if (files.length === 0) return "No file is named.";
  if (command === "convert") return convertRequest(files, parsed.values);
  if (command === "verify") return verifyRequest(files, parsed.values);
  return command === "draw" ? drawRequest(files, parsed.values) : `There is no command "${command}".`;
}

type Values = ReturnType<typeof parse>["values"];

function convertRequest(files: readonly string[], values: Values): ConvertRequest | string {
  const format = CLI_FORMATS.find((name) => name === values.format);
  if (format === undefined) return `There is no format "${values.format}".`;
  const engine = engineChoiceSchema.safeParse(values.engine);
  if (!engine.success) {
    return `There is no engine "${values.engine}".`;
  }
  const chunks = chunkOptions(values);
  if (typeof chunks === "string") return chunks;
  if (ONE_DOCUMENT.has(format) && files.length > 1 && values.out === undefined) {
    return `The results of several files as ${format} need a folder: give --out.`;
  }
  return { files, format, chunks, engine: engine.data, directory: values.out };
}

/** Or a sentence that says what is wrong. */
function chunkOptions(values: Values): ChunkOptions | string {
  const { strategy, "max-chars": max_chars, "max-tokens": max_tokens, overlap } = values;
  const given = Object.entries({ strategy, max_chars, max_tokens, overlap }).filter(([, value]) => value !== undefined);
  const parsed = z.object(chunkQueryShape).partial().pipe(chunkOptionsSchema).safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `--${String(issue?.path[0] ?? "chunks").replace("_", "-")}: ${issue?.message ?? "not valid"}`;
}

function drawRequest([file = "", ...others]: readonly string[], values: Values): DrawRequest | string {
  const page = Number(values.page);
  const dpi = Number(values.dpi);
  if (others.length > 0) return "One page of one file is drawn at a time.";
  if (values.out === undefined) return "The picture needs a place: give --out.";
  if (!(Number.isInteger(page) && page >= 1)) return `There is no page "${values.page}".`;
  if (!(dpi >= LEAST_DPI && dpi <= MOST_DPI)) return `${LEAST_DPI} to ${MOST_DPI} pixels to the inch can be drawn.`;
  return { file, page, dpi, target: values.out };
}

function verifyRequest([body = "", ...others]: readonly string[], values: Values): VerifyRequest | string {
  const { id = "", timestamp = "", signature = "", secret = process.env.WEBHOOK_SECRET ?? "" } = values;
  const maxAgeSeconds = Number(values["max-age"]);
  if (others.length > 0) return "One body is judged at a time.";
  if (id === "" || !/^\d{1,12}$/.test(timestamp) || signature === "") {
    return "The headers are missing: give --id, --timestamp and --signature.";
  }
  if (!/^whsec_[A-Za-z0-9+/]+=*$/.test(secret))
    return "The secret is missing: give --secret or WEBHOOK_SECRET, whsec_….";
  if (!(maxAgeSeconds >= 0)) return `"${values["max-age"]}" is no number of seconds.`;
  return { body, id, timestamp, signature, secret, maxAgeSeconds };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: "string", default: "markdown" },
      engine: { type: "string", default: DEFAULT_ENGINE },
      out: { type: "string" },
      strategy: { type: "string" },
      "max-chars": { type: "string" },
      "max-tokens": { type: "string" },
      overlap: { type: "string" },
      page: { type: "string", default: "1" },
      dpi: { type: "string", default: "120" },
      id: { type: "string" },
      timestamp: { type: "string" },
      signature: { type: "string" },
      secret: { type: "string" },
      "max-age": { type: "string", default: String(TOLERANCE_SECONDS) },
      help: { type: "boolean", short: "h", default: false },
    },
  });
}
