/** An account's records, and its end, over HTTP. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { USAGE_METRICS, type Usage, type UsageDay } from "../contracts/usage.ts";
import { DocatError } from "../errors/docat-error.ts";
import { DAY_MS, dayOf } from "../limits/days.ts";
import { MAX_USAGE_DAYS } from "../limits/quotas.ts";
import { eraseAccount } from "../pipeline/erase-account.ts";
import { auditRoute, CONFIRM_HEADER, deleteAccountRoute, logsRoute, usageRoute } from "./account-routes.ts";
import type { Identified } from "./identify.ts";
import type { Services } from "./services.ts";

const PRIVATE = { "Cache-Control": "private, no-store" };
const DEFAULT_DAYS = 30;

/** Every day from the one to the other. Throws `bad_request`. */
function daysBetween(since: string, until: string): string[] {
  const [first, last] = [Date.parse(since), Date.parse(until)];
  const count = Math.round((last - first) / DAY_MS) + 1;
  if (count < 1) throw new DocatError("bad_request", { detail: "It ends before it begins.", pointer: "since" });
  if (count > MAX_USAGE_DAYS) {
    throw new DocatError("bad_request", { detail: `At most ${MAX_USAGE_DAYS} days.`, pointer: "since" });
  }
  return Array.from({ length: count }, (_, n) => dayOf(first + n * DAY_MS));
}

function totalOf(days: readonly UsageDay[]): Usage {
  const sums = USAGE_METRICS.map((metric) => [metric, days.reduce((sum, day) => sum + day[metric], 0)] as const);
  return Object.fromEntries(sums) as Usage;
}

export function addAccountRoutes(app: OpenAPIHono<Identified>, { records, audit, log }: Services): void {
  app.openapi(usageRoute, async (context) => {
    const query = context.req.valid("query");
    const until = query.until ?? dayOf(Date.now());
    const since = query.since ?? dayOf(Date.parse(until) - (DEFAULT_DAYS - 1) * DAY_MS);
    const days = [...(await records.book.usage(context.var.identity.tenant, daysBetween(since, until)))];
    return context.json({ since, until, total: totalOf(days), days }, 200, PRIVATE);
  });
  app.openapi(logsRoute, async (context) => {
    return context.json(await records.book.log(context.var.identity.tenant, context.req.valid("query")), 200, PRIVATE);
  });
  app.openapi(auditRoute, async (context) => {
    const { cursor = null, limit } = context.req.valid("query");
    const page = await audit.list(context.var.identity.tenant, { cursor, limit });
    return context.json({ events: [...page.events], next_cursor: page.cursor }, 200, PRIVATE);
  });
  app.openapi(deleteAccountRoute, async (context) => {
    const { tenant, id } = context.var.identity;
    const name = encodeURIComponent(tenant);
    if (context.req.header(CONFIRM_HEADER) !== name) {
      const detail = `Everything of the account will be gone. Send it once more with the header "${CONFIRM_HEADER}: ${name}".`;
      throw new DocatError("confirmation_required", { detail, pointer: CONFIRM_HEADER });
    }
    const erasure = await eraseAccount(records.erasers, tenant);
    log.info("account.erased", { ...erasure.erased, complete: erasure.complete, credential: id });
    return context.json(erasure, 200, PRIVATE);
  });
}
