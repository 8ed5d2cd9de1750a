/** The variables of logs, metrics, traces and error reports. Reads nothing itself: `env.ts` does. */
import { z } from "zod";
import { httpUrl } from "./contracts/http-url.ts";
import { DEFAULT_METRICS_WAIT_SECONDS } from "./limits/metrics.ts";
import { LOG_LEVELS } from "./observe/log-levels.ts";

export const observeVariables = {
  METRICS: z.enum(["on", "off"]).default("on"),
  METRICS_TOKEN: z.string().min(32, "at least 32 characters").optional(),
  METRICS_WAIT_SECONDS: z.coerce.number().int().min(0).max(300).default(DEFAULT_METRICS_WAIT_SECONDS),
  QSTASH_SIGNING_KEYS_SINCE: z.iso.date().optional(),
  STORE_LIMIT_MB: z.coerce.number().int().min(1).max(10_000_000).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().max(4_000).optional(),
  OTEL_SERVICE_NAME: z.string().max(100).default("docat"),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  SENTRY_DSN: httpUrl.optional(),
};
