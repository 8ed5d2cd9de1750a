/** What must hold of a build before it may be deployed. Pure: facts in, complaints out. */
import type { BuildOutput, BuiltFunction } from "./build-output.ts";

/** Vercel's free plan. */
const MAX_FUNCTIONS = 12;
const MAX_FUNCTION_BYTES = 50_000_000;

/** Functions that open documents; the others must start fast and carry no engine. */
const READING = new Set(["api/stages/plan", "api/stages/extract", "api/extract"]);
const ENGINES: Readonly<Record<string, string>> = {
  "pdf.js": "node_modules/unpdf/",
  PDFium: "node_modules/@embedpdf/pdfium/",
};

export interface Expectation {
  /** Every function of the source tree. */
  readonly functions: readonly string[];
  /** Every file of public/. */
  readonly statics: readonly string[];
  /** What the engines need beside their code: character maps, standard fonts, PDFium itself. */
  readonly engineFiles: readonly string[];
}

function checkFunction(built: BuiltFunction, expected: Expectation): string[] {
  const complaints: string[] = [];
  if (built.bytes > MAX_FUNCTION_BYTES) complaints.push(`${built.name} has ${built.bytes} bytes.`);
  const carried = Object.entries(ENGINES).map(([engine, folder]) => ({
    engine,
    carries: [...built.files].some((file) => file.startsWith(folder)),
  }));
  if (READING.has(built.name)) {
    const missing = expected.engineFiles.filter((file) => !built.files.has(file));
    for (const { engine, carries } of carried) if (!carries) complaints.push(`${built.name} lacks ${engine}.`);
    if (missing.length > 0) complaints.push(`${built.name} lacks ${missing.length} files, ${missing[0]} among them.`);
  } else {
    for (const { engine, carries } of carried)
      if (carries) complaints.push(`${built.name} carries ${engine} and does not need it.`);
  }
  return complaints;
}

/** Source, maps, and hidden files such as .env have no place among what anybody may fetch, wherever they come from. */
const NOT_FOR_EVERYBODY = /\.(?:[cm]?tsx?|map)$|(?:^|\/)\./;

/** One sentence for each thing that is wrong; empty when the build is good. */
export function checkBuildOutput(output: BuildOutput, expected: Expectation): string[] {
  const names = output.functions.map(({ name }) => name);
  const lacking = expected.functions.filter((name) => !names.includes(name));
  const unexpected = output.statics.filter((name) => !expected.statics.includes(name));
  const absent = expected.statics.filter((name) => !output.statics.includes(name));
  return [
    ...(names.length > MAX_FUNCTIONS ? [`${names.length} functions; the free plan takes ${MAX_FUNCTIONS}.`] : []),
    ...lacking.map((name) => `The function ${name} is not in the build.`),
    ...unexpected.map((name) => `${name} would be served as a static file, and it is not in public/.`),
    ...expected.statics
      .filter((name) => NOT_FOR_EVERYBODY.test(name))
      .map((name) => `${name} lies in public/ and would be served to anybody.`),
    ...absent.map((name) => `The static file ${name} is not in the build.`),
    ...output.functions.flatMap((built) => checkFunction(built, expected)),
  ];
}
