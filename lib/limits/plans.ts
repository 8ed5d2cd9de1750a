/** What each plan allows: a row of numbers for its windows and its heavy work. Settings override single numbers, for a plan or for an account. */
import { RATE_WINDOW_NAMES } from "./rate-policies.ts";

const QUOTA_NAMES = ["pages_per_day", "jobs_at_once"] as const;
export const LIMIT_NAMES = [...RATE_WINDOW_NAMES, ...QUOTA_NAMES] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** By name; null, or no number at all: no limit. */
export type Limits = { readonly [name in LimitName]?: number | null | undefined };

export const DEFAULT_REQUESTS_PER_MINUTE = 600;

/** What whoever has no account meets, by network address; the same for everybody. */
export const ADDRESS_LIMITS: Limits = {
  anonymous_minute: 10,
  anonymous_hour: 100,
  login_minute: 5,
  password_reset_hour: 3,
};

export const PLANS = {
  free: { general_hour: 1_000, uploads_minute: 5, uploads_hour: 10, pages_per_day: 1_000, jobs_at_once: 5 },
  standard: { general_hour: 20_000, uploads_minute: 60, uploads_hour: 1_000, pages_per_day: 50_000, jobs_at_once: 50 },
  /** The operator's own, and the local platform's: REQUESTS_PER_MINUTE is its only limit. */
  unlimited: { general_minute: DEFAULT_REQUESTS_PER_MINUTE },
} as const satisfies Readonly<Record<string, Limits>>;
type PlanName = keyof typeof PLANS;

/** A plan that nobody knows is this one, the narrowest. */
const FALLBACK: PlanName = "free";

/** Numbers in place of those above; null for none at all. */
export interface LimitSettings {
  readonly plans?: Readonly<Record<string, Limits>> | undefined;
  /** By account, in place of its plan's. */
  readonly accounts?: Readonly<Record<string, Limits>> | undefined;
  /** Of those who ask without an account, or for one. */
  readonly addresses?: Limits | undefined;
}

function own<T>(rows: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return rows !== undefined && Object.hasOwn(rows, name) ? rows[name] : undefined;
}

/** What an account may, by its plan and the settings. A plan of the settings alone counts as well. */
export function limitsOfAccount(settings: LimitSettings, plan: string, tenant: string): Limits {
  const known = own<Limits>(PLANS, plan);
  const changed = own(settings.plans, plan);
  const base =
    known === undefined && changed === undefined ? limitsOfPlan(settings, FALLBACK) : { ...known, ...changed };
  return { ...base, ...own(settings.accounts, tenant) };
}

function limitsOfPlan(settings: LimitSettings, plan: PlanName): Limits {
  return { ...PLANS[plan], ...own(settings.plans, plan) };
}

export function limitsOfAddress(settings: LimitSettings): Limits {
  return { ...ADDRESS_LIMITS, ...settings.addresses };
}
