/** `npm run check:deploy`: builds as Vercel does, checks the build, boots it, sends the sample through every function, and then does what docs/operations.md says. */
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readBuildOutput } from "./deploy/build-output.ts";
import { checkBuildOutput } from "./deploy/check-build-output.ts";
import { rehearse } from "./deploy/rehearse.ts";
import { runVercelBuild } from "./deploy/run-vercel-build.ts";
import { deployBuild } from "./deploy/site.ts";
import { runDemoJob } from "./platform/run-demo-job.ts";
import { type Platform, startPlatform } from "./platform/start-platform.ts";

const ROOT = resolve(import.meta.dirname, "..");
const SAMPLE = join(ROOT, "examples/sample.pdf");

/** One page a range, so that the sample takes the whole way: plan, several extracts, assemble. */
const FANNED_OUT = { RANGE_PAGES: "1" };

function requireGoodBuild(): void {
  const output = readBuildOutput(ROOT);
  for (const { name, bytes } of output.functions) console.log(`${name}: ${(bytes / 1e6).toFixed(1)} MB`);
  const complaints = checkBuildOutput(output, {
    functions: globSync("api/**/*.ts", { cwd: ROOT }).map((file) => file.replace(/\.ts$/, "")),
    statics: globSync("**/*.*", { cwd: join(ROOT, "public") }),
    engineFiles: globSync(
      ["node_modules/pdfjs-dist/{cmaps,standard_fonts}/*", "node_modules/@embedpdf/pdfium/**/*.wasm"],
      {
        cwd: ROOT,
      },
    ),
  });
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
}

async function requireStatus(url: string, status: number): Promise<void> {
  const response = await fetch(url);
  await response.arrayBuffer();
  if (response.status !== status) throw new Error(`${url} answered ${response.status} instead of ${status}.`);
}

/** The function that answers at once gives the same result as a job. */
async function requireDirect({ url, apiKey }: Pick<Platform, "url" | "apiKey">, markdown: string): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/pdf" };
  const response = await fetch(`${url}/v1/extract`, { method: "POST", headers, body: readFileSync(SAMPLE) });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`/v1/extract answered ${response.status}: ${text}`);
  if (text !== markdown) throw new Error("/v1/extract and a job make different things of the sample.");
}

/** Boots the build with some variables and converts the sample. */
async function convertSample(variables: Readonly<Record<string, string>>): Promise<string> {
  const platform = await startPlatform({
    port: 0,
    redisUrl: process.env.REDIS_URL,
    deploy: (all) => deployBuild(ROOT, all),
    variables,
  });
  try {
    await requireStatus(`${platform.url}/health`, 200);
    await requireStatus(`${platform.url}/`, 200);
    await requireStatus(`${platform.url}/lib/env.ts`, 404);
    await requireStatus(`${platform.url}/package.json`, 404);
    const markdown = await runDemoJob(platform.url, platform.apiKey, SAMPLE);
    await requireDirect(platform, markdown);
    return markdown;
  } finally {
    await platform.close();
  }
}

runVercelBuild(ROOT);
requireGoodBuild();
const [whole, parts] = [await convertSample({}), await convertSample(FANNED_OUT)];
for (const needle of ["# Reading a Tide Table", "潮汐表"]) {
  if (!whole.includes(needle)) throw new Error(`The sample's Markdown lacks "${needle}".`);
}
if (whole !== parts) throw new Error("The sample's Markdown depends on how its pages were split.");
console.log(
  `The built functions converted the sample inside the sandbox: ${whole.length} characters, the same in one range and in several.`,
);
await rehearse(ROOT);
console.log("Whoever follows docs/operations.md gets what it says, and loses no job when keys are rotated.");
