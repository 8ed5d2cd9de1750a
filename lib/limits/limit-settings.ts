/** Limits as the environment sets them: JSON of numbers by name. */
import { z } from "zod";
import { LIMIT_NAMES, type LimitSettings } from "./plans.ts";

const limitsSchema = z.partialRecord(z.enum(LIMIT_NAMES), z.int().min(0).max(1_000_000_000).nullable());

const limitSettingsSchema = z.strictObject({
  plans: z.record(z.string(), limitsSchema).optional(),
  accounts: z.record(z.string(), limitsSchema).optional(),
  addresses: limitsSchema.optional(),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Text of the variable; absent: nothing is set. */
export const limitsText = z
  .string()
  .optional()
  .transform((text, context): LimitSettings => {
    const parsed = limitSettingsSchema.safeParse(text === undefined ? {} : parseJson(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const message = `must be JSON of limits by name (docs/limits.md); ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** The plan that has but one limit, with the number for it that has a variable of its own. */
export function withRequestsPerMinute({ plans, ...rest }: LimitSettings, perMinute: number): LimitSettings {
  return { ...rest, plans: { ...plans, unlimited: { general_minute: perMinute, ...plans?.unlimited } } };
}
