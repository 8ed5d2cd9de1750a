/** Reads the arguments of the command line and runs the command that they name. */
import type { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { DEFAULT_ENGINE, ENGINE_CHOICES, engineChoiceSchema } from "../../lib/contracts/engine-choice.ts";
import { RESULT_FORMATS, type ResultFormat, resultFormatSchema } from "../../lib/contracts/result.ts";
import { type ConvertRequest, convertFiles } from "./convert-files.ts";
import { type DrawRequest, drawPage } from "./draw/draw-page.ts";

export const USAGE = `Turns PDFs into text, on this machine, without a server.

Usage: npm run docat -- convert FILE… [--format FORMAT] [--engine ENGINE] [--out DIR]
       npm run docat -- draw FILE --out PNG [--page N] [--dpi N]

convert
  --format   what to write: ${RESULT_FORMATS.join(", ")} (markdown when left out)
  --engine   what reads them: ${ENGINE_CHOICES.join(", ")} (${DEFAULT_ENGINE} when left out)
  --out      folder for the results, one file for each PDF; standard output when left out
draw: a page with the blocks that were found on it, numbered in reading order
  --out      the picture to write
  --page     which page, counted from 1 (1 when left out)
  --dpi      pixels to the inch, 36 to 300 (120 when left out)

  --help     this text

A file that cannot be converted is reported on standard error; the others are converted all the same,
and the exit status is 1. Arguments that cannot be understood end with status 2.
`;

const LEAST_DPI = 36;
const MOST_DPI = 300;

/** Results that cannot stand behind each other in one file. */
const ONE_DOCUMENT: ReadonlySet<ResultFormat> = new Set(["json", "html"]);

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
  const good = "target" in request ? await drawPage(request, err) : await convertFiles(request, out, err);
  return good ? 0 : 1;
}

/** The request, "help", or a sentence that says what is wrong. */
function readArguments(args: readonly string[]): ConvertRequest | DrawRequest | string {
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
  return command === "draw" ? drawRequest(files, parsed.values) : `There is no command "${command}".`;
}

type Values = ReturnType<typeof parse>["values"];

function convertRequest(files: readonly string[], values: Values): ConvertRequest | string {
  const format = resultFormatSchema.safeParse(values.format);
  if (!format.success) {
    return `There is no format "${values.format}".`;
  }
  const engine = engineChoiceSchema.safeParse(values.engine);
  if (!engine.success) {
    return `There is no engine "${values.engine}".`;
  }
  if (ONE_DOCUMENT.has(format.data) && files.length > 1 && values.out === undefined) {
    return `The results of several files as ${format.data} need a folder: give --out.`;
  }
  return { files, format: format.data, engine: engine.data, directory: values.out };
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

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: "string", default: "markdown" },
      engine: { type: "string", default: DEFAULT_ENGINE },
      out: { type: "string" },
      page: { type: "string", default: "1" },
      dpi: { type: "string", default: "120" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
}
