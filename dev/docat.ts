/** The command line: converts PDFs in this process, with the engine and layout of the service. */
import { runCommandLine } from "./cli/command-line.ts";

// A reader that has seen enough (`| head`) ends the command, and quietly.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await runCommandLine(process.argv.slice(2), process.stdout, process.stderr);
