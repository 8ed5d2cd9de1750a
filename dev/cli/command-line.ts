/** Reads the arguments of the command line and runs the command that they name. */
import type { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { DEFAULT_ENGINE, ENGINE_CHOICES, engineChoiceSchema } from "../../lib/contracts/engine-choice.ts";
import { RESULT_FORMATS, type ResultFormat, resultFormatSchema } from "../../lib/contracts/result.ts";
import { type ConvertRequest, convertFiles } from "./convert-files.ts";

export const USAGE = `Turns PDFs into text, on this machine, without a server.

Usage: npm run docat -- convert FILE… [--format FORMAT] [--engine ENGINE] [--out DIR]

  --format   what to write: ${RESULT_FORMATS.join(", ")} (markdown when left out)
  --engine   what reads them: ${ENGINE_CHOICES.join(", ")} (${DEFAULT_ENGINE} when left out)
  --out      folder for the results, one file for each PDF; standard output when left out
  --help     this text

A file that cannot be converted is reported on standard error; the others are converted all the same,
and the exit status is 1. Arguments that cannot be understood end with status 2.
`;

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
  return (await convertFiles(request, out, err)) ? 0 : 1;
}

/** The request, "help", or a sentence that says what is wrong. */
function readArguments(args: readonly string[]): ConvertRequest | string {
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
  if (command !== "convert") {
    return `There is no command "${command}".`;
  }
  const format = resultFormatSchema.safeParse(parsed.values.format);
  if (!format.success) {
    return `There is no format "${parsed.values.format}".`;
  }
  const engine = engineChoiceSchema.safeParse(parsed.values.engine);
  if (!engine.success) {
    return `There is no engine "${parsed.values.engine}".`;
  }
  if (ONE_DOCUMENT.has(format.data) && files.length > 1 && parsed.values.out === undefined) {
    return `The results of several files as ${format.data} need a folder: give --out.`;
  }
  if (files.length === 0) return "No file is named.";
  return { files, format: format.data, engine: engine.data, directory: parsed.values.out };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: "string", default: "markdown" },
      engine: { type: "string", default: DEFAULT_ENGINE },
      out: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
}
