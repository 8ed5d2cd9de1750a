/** The variables of metrics. Reads nothing itself: `env.ts` does. */
import { z } from "zod";
import { DEFAULT_METRICS_WAIT_SECONDS } from "./limits/metrics.ts";

export const metricsVariables = {
  METRICS: z.enum(["on", "off"]).default("on"),
  METRICS_TOKEN: z.string().min(32, "at least 32 characters").optional(),
  METRICS_WAIT_SECONDS: z.coerce.number().int().min(0).max(300).default(DEFAULT_METRICS_WAIT_SECONDS),
  QSTASH_SIGNING_KEYS_SINCE: z.iso.date().optional(),
  STORE_LIMIT_MB: z.coerce.number().int().min(1).max(10_000_000).optional(),
};
