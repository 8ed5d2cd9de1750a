/** The layers of lib/, held by the linter: one forbidden import for every wall, each refused; and the allowed ones beside. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const BIOME = join(ROOT, "node_modules/@biomejs/biome/bin/biome");

/** Folder of the importing file, and what it must not import. */
const FORBIDDEN: readonly (readonly [folder: string, specifier: string])[] = [
  ["lib", "unpdf"],
  ["lib", "@embedpdf/pdfium"],
  ["lib", "../dev/docat.ts"],
  ["lib", "../server/settings.ts"],
  ["lib/errors", "../contracts/job.ts"],
  ["lib/crypto", "../contracts/job.ts"],
  ["lib/documents", "../crypto/vault.ts"],
  ["lib/contracts", "../results/result-store.ts"],
  ["lib/contracts", "../pipeline/plan.ts"],
  ["lib/limits", "@upstash/redis"],
  ["lib/documents", "../jobs/job-store.ts"],
  ["lib/jobs", "../layout/lay-out-page.ts"],
  ["lib/results", "../pipeline/plan.ts"],
  ["lib/results", "../http/v1.ts"],
  ["lib/results", "@upstash/redis"],
  ["lib/auth", "../results/result-store.ts"],
  ["lib/webhooks", "../jobs/job-store.ts"],
  ["lib/sinks", "../results/result-store.ts"],
  ["lib/jobs", "../sinks/sink.ts"],
  ["lib/jobs", "../metrics/recorder.ts"],
  ["lib/metrics", "../jobs/job-store.ts"],
  ["lib/metrics", "../observe/scrub.ts"],
  ["lib/jobs", "../observe/present-work.ts"],
  ["lib/observe", "../jobs/job-store.ts"],
  ["lib/observe", "../http/v1.ts"],
  ["lib/pipeline", "@sentry/core"],
  ["lib", "@opentelemetry/api"],
  ["lib/jobs", "../webhooks/event.ts"],
  ["lib/auth", "hono"],
  ["lib/auth", "../net/smtp-mailer.ts"],
  ["lib/auth", "../upstash/keys.ts"],
  ["lib/documents", "../net/guarded-client.ts"],
  ["lib/net", "../documents/file-name.ts"],
  ["lib/net", "../pipeline/plan.ts"],
  ["lib/net", "hono"],
  ["lib/pdf", "../layout/lay-out-page.ts"],
  ["lib/layout", "../pdf/pdf-engine.ts"],
  ["lib/layout", "node:fs"],
  ["lib/layout", "@embedpdf/pdfium"],
  ["lib/layout/render", "../../pdf/pdf-engine.ts"],
  ["lib/layout", "../text/screen-page.ts"],
  ["lib/pdf", "../text/screen-page.ts"],
  ["lib/text", "../layout/lay-out-page.ts"],
  ["lib/text", "../pipeline/plan.ts"],
  ["lib/text", "node:fs"],
  ["lib/text", "../chunks/chunk-result.ts"],
  ["lib/layout", "../chunks/chunk-result.ts"],
  ["lib/chunks", "../pipeline/plan.ts"],
  ["lib/chunks", "../results/result-store.ts"],
  ["lib/chunks", "node:fs"],
  ["lib/upstash", "../chunks/chunk-result.ts"],
  ["lib/pipeline", "../http/v1.ts"],
  ["lib/pipeline", "../upstash/keys.ts"],
  ["lib/pipeline", "../net/guarded-client.ts"],
  ["lib/pipeline", "../reading-container.ts"],
  ["lib/pipeline", "unpdf/pdfjs"],
  ["lib/pipeline", "@embedpdf/pdfium"],
  ["lib/http", "../upstash/keys.ts"],
  ["lib/http", "../container.ts"],
  ["lib/http", "../net/guarded-client.ts"],
  ["lib/http", "unpdf/pdfjs"],
  ["lib/http", "@embedpdf/pdfium"],
  ["lib/http", "../../dev/docat.ts"],
  ["lib/upstash", "../http/v1.ts"],
  ["lib/upstash", "../pipeline/plan.ts"],
  ["lib/upstash", "../layout/lay-out-page.ts"],
  ["lib/upstash", "../s3/s3-object-store.ts"],
  ["lib/upstash", "aws4fetch"],
  ["lib", "aws4fetch"],
  ["lib/documents", "../s3/s3-object-store.ts"],
  ["lib/pipeline", "../s3/s3-object-store.ts"],
  ["lib/s3", "../documents/document-store.ts"],
  ["lib/s3", "../upstash/keys.ts"],
  ["lib/s3", "../crypto/vault.ts"],
  ["lib/s3", "../net/guarded-client.ts"],
  ["lib/s3", "@upstash/redis"],
  ["lib", "ai"],
  ["lib/contracts", "../translate/check.ts"],
  ["lib/limits", "../models/build-engines.ts"],
  ["lib/translate", "../text/sanitise.ts"],
  ["lib/translate", "../models/build-engines.ts"],
  ["lib/translate", "ai"],
  ["lib/models", "../pipeline/plan.ts"],
  ["lib/models", "../jobs/job-store.ts"],
  ["lib/models", "@upstash/redis"],
  ["lib/layout", "../translate/check.ts"],
  ["lib/text", "../translate/check.ts"],
  ["lib/upstash", "../translate/check.ts"],
  ["lib/upstash", "@ai-sdk/google"],
  ["lib/pipeline", "../models/build-engines.ts"],
  ["lib/pipeline", "../enriching-container.ts"],
  ["lib/pipeline", "ai"],
  ["lib/http", "../models/build-engines.ts"],
  ["lib/http", "@ai-sdk/openai-compatible"],
  ["api", "../lib/models/build-engines.ts"],
  ["api", "../lib/results/result-store.ts"],
  ["api", "../lib/upstash/keys.ts"],
  ["api", "../lib/net/guarded-client.ts"],
  ["api", "../lib/s3/s3-object-store.ts"],
];

const ALLOWED: readonly (readonly [folder: string, specifier: string])[] = [
  ["lib/pdf", "unpdf/pdfjs"],
  ["lib/pdf/pdfium", "@embedpdf/pdfium"],
  ["lib", "./models/build-engines.ts"],
  ["lib/models", "ai"],
  ["lib/models", "@ai-sdk/google"],
  ["lib/models", "../translate/model-translator.ts"],
  ["lib/translate", "../contracts/translator.ts"],
  ["lib/pipeline", "../translate/check.ts"],
  ["lib", "./net/guarded-client.ts"],
  ["lib/net", "node:https"],
  ["lib/net", "../contracts/guarded-fetch.ts"],
  ["lib/upstash", "@upstash/redis"],
  ["lib/upstash", "../crypto/vault.ts"],
  ["lib/crypto", "../errors/docat-error.ts"],
  ["lib/upstash", "../pipeline/stage-queue.ts"],
  ["lib/upstash", "../pipeline/sweep-schedule.ts"],
  ["lib/upstash", "../pipeline/dead-letter-store.ts"],
  ["lib/upstash", "../documents/object-store.ts"],
  ["lib/s3", "aws4fetch"],
  ["lib/s3", "../documents/object-store.ts"],
  ["lib/s3", "../limits/object-limits.ts"],
  ["lib/http", "hono"],
  ["lib/http", "../pipeline/plan.ts"],
  ["lib/pipeline", "../results/result-store.ts"],
  ["lib/pipeline", "../text/screen-page.ts"],
  ["lib/chunks", "../layout/render/flow.ts"],
  ["lib/chunks", "../text/judge.ts"],
  ["lib/chunks", "node:crypto"],
  ["lib/http", "../chunks/chunk-result.ts"],
  ["api", "../lib/container.ts"],
];

describe("The layers of lib/", () => {
  let folder = "";
  let refused: ReadonlySet<string> = new Set();
  const fileOf = (at: number) => `scratch-${at}.ts`;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "docat-layers-"));
    for (const name of ["biome.json", "package.json", ".gitignore", "lib", "dev/docat.ts", "dev/cli"]) {
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    for (const [at, [place, specifier]] of [...FORBIDDEN, ...ALLOWED].entries()) {
      const file = join(folder, place, fileOf(at));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `/** Scratch. */\nimport * as it from "${specifier}";\n\nexport const used = it;\n`);
    }
    refused = filesRefused(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(FORBIDDEN.map(([place, specifier], at) => [place, specifier, at] as const))(
    "%s does not import %s",
    (_place, _specifier, at) => {
      expect(refused).toContain(fileOf(at));
    },
  );

  it.each(ALLOWED.map(([place, specifier], at) => [place, specifier, at + FORBIDDEN.length] as const))(
    "%s imports %s",
    (_place, _specifier, at) => {
      expect(refused).not.toContain(fileOf(at));
    },
  );
});

/** Names of the files against which the rule on imports has something to say. */
function filesRefused(folder: string): ReadonlySet<string> {
  const args = ["lint", "--only=style/noRestrictedImports", "--reporter=json", "--max-diagnostics=none", "."];
  let output: string;
  try {
    output = execFileSync(process.execPath, [BIOME, ...args], { cwd: folder, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    output = String((error as { stdout?: unknown }).stdout);
  }
  return new Set([...output.matchAll(/scratch-\d+\.ts/g)].map(([name]) => name));
}
