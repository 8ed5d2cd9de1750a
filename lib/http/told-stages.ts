/** Every attempt at a stage is told: to the log, and so counted, and as a span of the trace that came with its message. */
import { z } from "zod";
import { jobIdSchema } from "../contracts/job-id.ts";
import type { SpanStart } from "../contracts/tracer.ts";
import { REQUEST_HEADER, requestId, type Work } from "../observe/present-work.ts";
import type { Delivery } from "../pipeline/lease.ts";
import type { Services } from "./services.ts";
import { toldWork } from "./told-work.ts";

/** What a message says of itself, as far as it is what it should be. */
function toldOf(body: unknown): { readonly kind?: string | undefined; readonly job_id?: string | undefined } {
  const parsed = z.object({ kind: z.string().max(20).optional(), job_id: jobIdSchema.optional() }).safeParse(body);
  return parsed.success ? parsed.data : {};
}

interface Attempt {
  readonly path: string;
  /** Of a request whose signature has been checked. */
  readonly headers: Headers;
  readonly body: unknown;
  readonly delivery: Delivery;
}

function workOf({ headers, delivery }: Attempt, stage: string, job: string | undefined): Work {
  return {
    request: requestId(headers.get(REQUEST_HEADER)),
    stage,
    attempt: delivery.retried + 1,
    ...(job === undefined ? {} : { job }),
  };
}

function spanOf({ headers, delivery }: Attempt, stage: string, job: string | undefined): SpanStart {
  const facts = {
    "messaging.system": "qstash",
    "messaging.operation.type": "process",
    "messaging.message.id": delivery.messageId,
    "docat.stage": stage,
    "docat.attempt": delivery.retried + 1,
    ...(job === undefined ? {} : { "docat.job": job }),
  };
  return { name: `stage ${stage}`, kind: "consumer", facts, from: headers };
}

/** `answer` gives the answer and what came of the attempt; it does not throw. */
export function toldStage(
  services: Pick<Services, "log" | "observed" | "metrics">,
  attempt: Attempt,
  answer: () => Promise<{ readonly response: Response; readonly outcome: string; readonly code?: string }>,
): Promise<Response> {
  const started = performance.now();
  const { path, body, delivery } = attempt;
  const { kind: stage = path.slice(path.lastIndexOf("/") + 1), job_id: job } = toldOf(body);
  return toldWork(services, workOf(attempt, stage, job), spanOf(attempt, stage, job), async (span) => {
    const { response, outcome, code } = await answer();
    span.add({ "docat.outcome": outcome });
    if (code !== undefined) span.fail(code);
    const { messageId: message, retried } = delivery;
    const ms = Math.round(performance.now() - started);
    services.log.info("stage.done", { stage, job: job ?? null, message, retried, outcome, ms });
    return response;
  });
}
