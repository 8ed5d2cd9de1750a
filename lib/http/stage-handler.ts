/** The stages' front: only the broker's signed deliveries come in, and every answer is one that the broker understands. */
import type { z } from "zod";
import { afterMessageSchema } from "../contracts/after-message.ts";
import {
  failureCallbackSchema,
  type MessageOf,
  type StageKind,
  stageMessageSchema,
  sweepMessageSchema,
} from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_MESSAGE_BYTES } from "../limits/limits.ts";
import {
  FAILED_STAGE_PATH,
  NOTIFY_STAGE,
  STAGE_POLICIES,
  SWEEP_STAGE,
  stageRetryAfterSeconds,
} from "../limits/stage-policies.ts";
import type { StageOutcome } from "../pipeline/active-job.ts";
import { assembleStage } from "../pipeline/assemble.ts";
import { deliverStage } from "../pipeline/deliver.ts";
import { sinkStage } from "../pipeline/deliver-sink.ts";
import { enrichStage } from "../pipeline/enrich.ts";
import { extractStage } from "../pipeline/extract.ts";
import { finishStage } from "../pipeline/finish.ts";
import type { Delivery } from "../pipeline/lease.ts";
import { notifyStage } from "../pipeline/notify.ts";
import { planStage } from "../pipeline/plan.ts";
import { type SweepReport, sweep } from "../pipeline/sweep.ts";
import { tendUndeliverable } from "../pipeline/tend.ts";
import { readBoundedBody } from "./bounded-body.ts";
import { createHandler } from "./handler.ts";
import { problemResponse, respondToError } from "./problem-response.ts";
import type { EnrichingServices, ReadingServices, Services } from "./services.ts";
import { toldStage } from "./told-stages.ts";

type Stage<S> = (services: S, body: unknown, delivery: Delivery) => Promise<StageOutcome | SweepReport>;

/** What the broker tells of a delivery in its headers; they are read after the signature has been checked. */
function deliveryOf(request: Request): Delivery {
  const id = request.headers.get("upstash-message-id") ?? "";
  const retried = Number(request.headers.get("upstash-retried") ?? 0);
  return {
    messageId: /^[\w-]{1,200}$/.test(id) ? id : "unknown",
    retried: Number.isSafeInteger(retried) && retried > 0 ? retried : 0,
  };
}

/** The body of a delivery that the broker signed for this path. Throws `signature_invalid`. */
async function readDelivery(services: Services, path: string, request: Request): Promise<string> {
  const body = Buffer.from(await readBoundedBody(request, MAX_MESSAGE_BYTES)).toString("utf8");
  const signature = request.headers.get("upstash-signature");
  if (signature === null || !(await services.deliveries.verify({ path, body, signature }))) {
    throw new DocatError("signature_invalid");
  }
  return body;
}

/** 2xx ends a message; 489 with the header sends it to the dead letters; anything else is delivered again. */
function answerBroker(error: unknown, services: Services, request: Request): Response {
  if (error instanceof DocatError && error.code === "message_malformed") {
    services.log.error("delivery.malformed", error);
    return problemResponse(error, { "Upstash-NonRetryable-Error": "true" });
  }
  const answer = respondToError(error, services.log);
  const { retried } = deliveryOf(request);
  if (answer.status === 503) answer.headers.set("retry-after", String(stageRetryAfterSeconds(retried)));
  return answer;
}

function stageHandler<S extends Services>(path: string, getServices: () => S, stage: Stage<S>) {
  return createHandler(() => {
    const services = getServices();
    return async (request) => {
      if (request.method !== "POST") return problemResponse(new DocatError("method_not_allowed"), { allow: "POST" });
      try {
        const body = parseJson(await readDelivery(services, path, request));
        const delivery = deliveryOf(request);
        return await toldStage(services, { path, headers: request.headers, body, delivery }, async () => {
          try {
            const outcome = await stage(services, body, delivery);
            return { response: Response.json({ outcome }), outcome: typeof outcome === "string" ? outcome : "swept" };
          } catch (error) {
            return { response: answerBroker(error, services, request), outcome: "error", code: codeOf(error) };
          }
        });
      } catch (error) {
        return answerBroker(error, services, request);
      }
    };
  });
}

const codeOf = (error: unknown) => (error instanceof DocatError ? error.code : "internal_error");

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DocatError("message_malformed", { cause });
  }
}

function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new DocatError("message_malformed", { cause: parsed.error });
  return parsed.data;
}

function parseMessage<K extends StageKind>(kind: K, body: unknown): MessageOf<K> {
  const message = parseBody(stageMessageSchema, body);
  if (message.kind !== kind) throw new DocatError("message_malformed", { detail: "A message for another stage." });
  return message as MessageOf<K>;
}

export const planHandler = (services: () => ReadingServices) =>
  stageHandler(STAGE_POLICIES.plan.path, services, ({ pipeline }, body, delivery) =>
    planStage(pipeline, parseMessage("plan", body), delivery),
  );

export const extractHandler = (services: () => ReadingServices) =>
  stageHandler(STAGE_POLICIES.extract.path, services, ({ pipeline }, body, delivery) =>
    extractStage(pipeline, parseMessage("extract", body), delivery),
  );

export const assembleHandler = (services: () => Services) =>
  stageHandler(STAGE_POLICIES.assemble.path, services, ({ pipeline }, body) =>
    assembleStage(pipeline, parseMessage("assemble", body)),
  );

/** One function for both: what ends a job is worked out where it is added to. */
export const enrichHandler = (services: () => EnrichingServices) =>
  stageHandler(STAGE_POLICIES.enrich.path, services, ({ pipeline }, body, delivery) => {
    const message = parseBody(stageMessageSchema, body);
    return message.kind === "finish"
      ? finishStage(pipeline, message)
      : enrichStage(pipeline, parseMessage("enrich", body), delivery);
  });

/** The broker's failure callback wraps the message that it gave up. */
export const failedHandler = (services: () => Services) =>
  stageHandler(FAILED_STAGE_PATH, services, ({ pipeline }, body) => {
    const { sourceBody, sourceMessageId } = parseBody(failureCallbackSchema, body);
    const source = parseJson(Buffer.from(sourceBody, "base64").toString("utf8"));
    return tendUndeliverable(pipeline, parseBody(stageMessageSchema, source), sourceMessageId);
  });

/** What is owed after a job's end. */
export const notifyHandler = (services: () => Services) =>
  stageHandler(NOTIFY_STAGE.path, services, (deps, body) => {
    const message = parseBody(afterMessageSchema, body);
    if (message.kind === "deliver") return deliverStage(deps.webhooks, message);
    if (message.kind === "sink") return sinkStage(deps.sinks, message);
    return notifyStage({ ...deps.pipeline, ways: deps.ways }, message);
  });

/** A delivery of the schedule. */
export const sweepHandler = (services: () => Services) =>
  stageHandler(SWEEP_STAGE.path, services, ({ pipeline }, body) => {
    parseBody(sweepMessageSchema, body);
    return sweep(pipeline);
  });
