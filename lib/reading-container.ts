/** The container of the functions that open documents: the services, and a PDF engine with them. */
import { buildServices } from "./container.ts";
import { type Env, readEnv } from "./env.ts";
import type { ReadingServices } from "./http/services.ts";
import { RANGE_BUDGET_MS } from "./limits/job-timing.ts";
import { createPdfjsEngine } from "./pdf/pdfjs-engine.ts";

export function buildReadingServices(env: Env): ReadingServices {
  const services = buildServices(env);
  const engine = createPdfjsEngine();
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
