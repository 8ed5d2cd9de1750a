/** The container of the functions that open documents: the services, and the sandbox that reads documents with them. */
import { buildServices } from "./container.ts";
import { type Env, readEnv } from "./env.ts";
import type { ReadingServices } from "./http/services.ts";
import { RANGE_BUDGET_MS } from "./limits/job-timing.ts";
import { BYTES_PER_MB } from "./limits/sandbox.ts";
import type { PdfEngine } from "./pdf/pdf-engine.ts";
import { createSandboxEngine } from "./pdf/sandbox/sandbox-engine.ts";

/** Starts the sandbox's first thread at once, so that the first document need not wait for it. */
function buildEngine(env: Env): PdfEngine {
  return createSandboxEngine({
    workers: env.SANDBOX_WORKERS,
    processBytes: env.SANDBOX_MEMORY_MB * BYTES_PER_MB,
    openMs: env.SANDBOX_OPEN_SECONDS * 1_000,
    pageMs: env.SANDBOX_PAGE_SECONDS * 1_000,
  });
}

/** Without an engine of the caller's own, documents are read in the sandbox. */
export function buildReadingServices(env: Env, engine: PdfEngine = buildEngine(env)): ReadingServices {
  const services = buildServices(env);
  return {
    ...services,
    pipeline: {
      ...services.pipeline,
      engine,
      maxPages: env.MAX_PAGES,
      rangePages: env.RANGE_PAGES,
      rangeBudgetMs: RANGE_BUDGET_MS,
    },
  };
}

let built: ReadingServices | undefined;

/** The services of this process, built at the first call. */
export function readingServices(): ReadingServices {
  built ??= buildReadingServices(readEnv());
  return built;
}
