/** The command line: converts PDFs in this process, with the engine and layout of the service. */
import { runCommandLine } from "./cli/command-line.ts";

process.exitCode = await runCommandLine(process.argv.slice(2), process.stdout, process.stderr);
