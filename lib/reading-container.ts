/** The container of the functions that open documents: the services, and the sandbox that reads documents with them. */
import { buildServices } from "./container.ts";
import type { GuardedFetch } from "./contracts/guarded-fetch.ts";
import { type Env, readEnv } from "./env.ts";
import type { ReadingServices } from "./http/services.ts";
import { DIRECT_BUDGET_MS } from "./limits/direct.ts";
import { RANGE_BUDGET_MS } from "./limits/job-timing.ts";
import { BYTES_PER_MB } from "./limits/sandbox.ts";
import { createGuardedClient } from "./net/guarded-client.ts";
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

/** Without an engine of the caller's own, documents are read in the sandbox; without a client, links are fetched from the public internet only. */
export function buildReadingServices(
  env: Env,
  engine: PdfEngine = buildEngine(env),
  links: GuardedFetch = createGuardedClient(),
): ReadingServices {
  const services = buildServices(env, links);
  return {
    ...services,
    direct: { maxPages: env.DIRECT_MAX_PAGES, maxBytes: env.DIRECT_MAX_BYTES, budgetMs: DIRECT_BUDGET_MS },
    pipeline: {
      ...services.pipeline,
      engine,
      maxPages: env.MAX_PAGES,
      links,
      maxDocumentBytes: env.objects === null ? env.MAX_DOCUMENT_BYTES : env.MAX_OBJECT_BYTES,
      scan: services.uploads.scan,
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
