/** RateLimiter on @upstash/ratelimit's sliding windows: all windows of a request in one transaction. */
import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import type { Log } from "../contracts/log.ts";
import type { RateLimiter, WindowAsk, WindowVerdict } from "../contracts/rate-limiter.ts";
import { DocatError } from "../errors/docat-error.ts";
import { RATE_LIMIT_TIMEOUT_MS } from "../limits/limits.ts";
import { guardStore } from "./guard-store.ts";
import { rateKey } from "./keys.ts";
import { type ScriptCaller, transactionOfScripts } from "./script-transaction.ts";
import type { TenantNamer } from "./tenant-names.ts";

interface LimiterSettings {
  /** Nobody can tell an address or an account by the names that it makes. */
  readonly nameFor: TenantNamer;
  readonly log: Log;
  readonly now?: () => number;
  readonly timeoutMs?: number;
}

type Algorithm = ReturnType<typeof Ratelimit.slidingWindow>;
/** What the library's algorithm wants of a client; it is given no cache, which would outlive a raised limit, and no dynamic limits. */
type Context = Parameters<ReturnType<Algorithm>["limit"]>[0];

function contextOf(scripts: ScriptCaller): Context {
  return { redis: scripts as unknown as Context["redis"], prefix: "" };
}

/** What is late counts as no answer, and what it throws then as said. */
async function within<T>(ms: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DocatError("store_unavailable", { cause: new Error("TimeoutError") })), ms);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
    call.catch(() => {});
  }
}

/**
 * The library's own limiter is not used, only its algorithm: the limiter lets everybody pass when Redis is slow, throws when Redis fails, and asks once for
 * each window. In one transaction every window sees the same order of requests, so that together they let exactly as many through as the narrowest
 * has room for. A window that gave to a request which another one refused gets it back: refusals cost nothing of what is left.
 */
export function createSlidingWindowLimiter(redis: Redis, settings: LimiterSettings): RateLimiter {
  const { nameFor, log, now = Date.now, timeoutMs = RATE_LIMIT_TIMEOUT_MS } = settings;
  const keyOf = ({ name, subject }: WindowAsk) => rateKey(name, nameFor(subject)("rate", name));

  function add(windows: readonly WindowAsk[], amount: 1 | -1) {
    const context = contextOf(transactionOfScripts(redis, windows.length));
    return guardStore(() =>
      Promise.all(
        windows.map((window) =>
          Ratelimit.slidingWindow(window.limit, `${window.windowSeconds} s`)().limit(context, keyOf(window), amount),
        ),
      ),
    );
  }

  async function giveBack(windows: readonly WindowAsk[]): Promise<void> {
    if (windows.length === 0) return;
    await within(timeoutMs, add(windows, -1)).catch((error: unknown) => log.error("limits.not_given_back", error));
  }

  return {
    giveBack,
    async take(windows) {
      if (windows.length === 0) return [];
      let answers: Awaited<ReturnType<typeof add>>;
      try {
        answers = await within(timeoutMs, add(windows, 1));
      } catch (error) {
        log.error("limits.store_failed", error);
        return null;
      }
      const verdicts = windows.map((window, at): WindowVerdict => {
        const { success = false, remaining = 0, reset = 0 } = answers[at] ?? {};
        const resetSeconds = Math.max(0, Math.ceil((reset - now()) / 1_000));
        return { ...window, allowed: success, remaining, resetSeconds };
      });
      if (verdicts.some(({ allowed }) => !allowed)) await giveBack(verdicts.filter(({ allowed }) => allowed));
      return verdicts;
    },
  };
}
