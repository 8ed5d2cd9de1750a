/** How much a caller may ask: which windows a request takes from, and what becomes of it when one is empty or their store is away. */
import { isDeepStrictEqual } from "node:util";
import type { Identity } from "../auth/identity.ts";
import type { AuditTrail } from "../contracts/audit-event.ts";
import type { Log } from "../contracts/log.ts";
import type { RateLimiter, WindowAsk, WindowVerdict } from "../contracts/rate-limiter.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { Terms } from "../jobs/job-record.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";
import { type LimitSettings, limitsOfAccount, limitsOfAddress } from "../limits/plans.ts";
import {
  MAX_REFUSED_REMEMBERED,
  RATE_POLICIES,
  RATE_WINDOWS,
  type RateName,
  type RatePolicy,
  REFUSAL_TOLD_EVERY_MS,
} from "../limits/rate-policies.ts";
import { RecentMap } from "../limits/recent-map.ts";
import { callerOf, networkOf } from "./client-address.ts";
import { rateHeaders, retryAfterOf } from "./rate-headers.ts";
import type { RoutePolicy } from "./route-policies.ts";

/** Whether a request goes on. */
export interface Admission {
  /** Null: it goes on. */
  readonly refusal: DocatError | null;
  /** Go out with the answer, whatever that is. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What is taken while it is asked who the bearer is: one of the two has to follow. */
export interface Taking {
  /** It is this one. What was taken from other windows than this one's goes back, and these are asked. Throws nothing. */
  settle(identity: Identity): Promise<Admission>;
  /** Nobody is let in, and nothing taken. */
  cancel(): Promise<void>;
}

export interface Limits {
  /** Takes what a request takes from its windows. `identity` is null on routes that need none. Throws nothing. */
  admit(identity: Identity | null, route: RoutePolicy, request: Request): Promise<Admission>;
  /** The same for a bearer of whom it is not certain yet who it is: asks the store in this turn, so that the question goes along with that. */
  begin(expected: Identity, route: RoutePolicy, request: Request): Taking;
  /** Where a caller is, as it may stand in logs; null where nobody trustworthy says so. */
  networkOf(request: Request): string | null;
  /** What a job of this bearer's is charged to, and what its account may have at most. */
  termsOf(identity: Identity): Terms;
  /** The same windows once more, counted by what the request names (an account's name, say): guesses from many addresses meet one limit. */
  admitFor(name: RateName, subject: string, request: Request): Promise<Admission>;
}

export interface LimitDeps {
  readonly limiter: RateLimiter;
  readonly settings: LimitSettings;
  /** The header in which the deployment's own front says where a caller is; null where there is none. */
  readonly addressHeader: string | null;
  readonly audit: Pick<AuditTrail, "record">;
  readonly log: Log;
  readonly now: () => number;
}

const policyOf = (name: RateName): RatePolicy => RATE_POLICIES[name];

function asksOf(
  { windows }: RatePolicy,
  limits: Readonly<Record<string, number | null | undefined>>,
  subject: string,
  prefix = "",
) {
  return windows.flatMap((name): WindowAsk[] => {
    const limit = limits[name] ?? null;
    return limit === null ? [] : [{ name: `${prefix}${name}`, subject, limit, windowSeconds: RATE_WINDOWS[name] }];
  });
}

/** Those of the account; those that its credential has of its own besides, which can only be narrower; and those of the address. */
function windowsOf(
  { settings, addressHeader }: LimitDeps,
  identity: Identity | null,
  rates: readonly RateName[],
  headers: Headers,
) {
  const policies = rates.map(policyOf);
  const byAddress = policies.filter(({ by }) => by === "address");
  const address = `address ${callerOf(headers, addressHeader)}`;
  const ofAddress = byAddress.flatMap((policy) => asksOf(policy, limitsOfAddress(settings), address));
  if (identity === null) return ofAddress;
  const { tenant, plan, id, limits } = identity;
  const ofAccount = policies
    .filter(({ by }) => by === "account")
    .flatMap((policy) => [
      ...asksOf(policy, limitsOfAccount(settings, plan, tenant), `account ${tenant}`),
      ...asksOf(policy, limits, `credential ${id}`, "own_"),
    ]);
  return [...ofAddress, ...ofAccount];
}

/** A caller's refusals, told once in a while: a process remembers whom it has told of, and forgets the oldest. */
function createTold(now: () => number): (caller: string) => boolean {
  const told = new RecentMap<string, number>(MAX_REFUSED_REMEMBERED);
  return (caller) => {
    const time = now();
    if (time - (told.get(caller) ?? Number.NEGATIVE_INFINITY) < REFUSAL_TOLD_EVERY_MS) return false;
    told.set(caller, time);
    return true;
  };
}

export function createLimits(deps: LimitDeps): Limits {
  const { limiter, settings, addressHeader, audit, log } = deps;
  const isNews = createTold(deps.now);

  async function tell(identity: Identity | null, refused: WindowVerdict, headers: Headers): Promise<void> {
    if (!isNews(refused.subject)) return;
    const network = networkOf(headers, addressHeader);
    const details = { window: refused.name, limit: refused.limit };
    log.info("request.rate_limited", { ...details, credential: identity?.id ?? null, network });
    if (identity === null) return;
    await audit.record(identity.tenant, { event: "request.rate_limited", actor: identity.id, network, details });
  }

  async function judge(
    identity: Identity | null,
    rates: readonly RateName[],
    verdicts: readonly WindowVerdict[] | null,
    headers: Headers,
  ): Promise<Admission> {
    if (verdicts === null) {
      const isClosed = rates.some((name) => policyOf(name).onOutage === "closed");
      const refusal = new DocatError("store_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS });
      return { refusal: isClosed ? refusal : null, headers: {} };
    }
    const retryAfterSeconds = retryAfterOf(verdicts);
    const refused = verdicts.find(({ allowed }) => !allowed);
    if (retryAfterSeconds === null || refused === undefined) return { refusal: null, headers: rateHeaders(verdicts) };
    await tell(identity, refused, headers);
    return { refusal: new DocatError("rate_limited", { retryAfterSeconds }), headers: rateHeaders(verdicts) };
  }

  async function admit(identity: Identity | null, { rates }: RoutePolicy, { headers }: Request): Promise<Admission> {
    const verdicts = await limiter.take(windowsOf(deps, identity, rates, headers));
    return judge(identity, rates, verdicts, headers);
  }

  function begin(expected: Identity, route: RoutePolicy, request: Request): Taking {
    const { rates } = route;
    const { headers } = request;
    const windows = windowsOf(deps, expected, rates, headers);
    const taken = limiter.take(windows);
    const cancel = async () => {
      const verdicts = await taken;
      if (verdicts?.every(({ allowed }) => allowed)) await limiter.giveBack(windows);
    };
    return {
      cancel,
      async settle(identity) {
        const isSame = isDeepStrictEqual(windowsOf(deps, identity, rates, headers), windows);
        if (isSame) return judge(identity, rates, await taken, headers);
        await cancel();
        return admit(identity, route, request);
      },
    };
  }

  return {
    networkOf: ({ headers }) => networkOf(headers, addressHeader),
    termsOf({ id, plan, tenant }) {
      const { pages_per_day = null, jobs_at_once = null } = limitsOfAccount(settings, plan, tenant);
      return { credential: id, pages_per_day, jobs_at_once };
    },
    admit,
    begin,
    async admitFor(name, subject, { headers }) {
      const windows = asksOf(policyOf(name), limitsOfAddress(settings), `name ${subject}`);
      return judge(null, [name], await limiter.take(windows), headers);
    },
  };
}
