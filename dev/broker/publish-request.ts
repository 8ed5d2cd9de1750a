/** Reads what a sender asks for, in `upstash-…` headers, into a draft. Everything wrong is a 400 here, before anything is kept. */
import { BrokerError } from "./broker-error.ts";
import { contentKey } from "./deduplication.ts";
import { parseDurationMs } from "./duration.ts";
import { parseFlowLimits } from "./flow-control.ts";
import type { FlowLimits } from "./flow-limits.ts";
import { type Bytes, type DeliveryPlan, type MessageDraft, toHeaderLists } from "./message.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";
import { parseRetryDelay } from "./retry-delay-expression.ts";

interface PublishRequest {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Bytes;
  readonly queueName?: string | undefined;
  readonly scheduleId?: string | undefined;
}

const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const FORWARD = "upstash-forward-";
const LOOPBACK_HOST = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A draft of the message that the request asks for; throws a 400, 412 or 413 with the reason. */
export function parsePublishRequest({ url, headers, body, queueName, scheduleId }: PublishRequest): MessageDraft {
  if (body.byteLength > PLAN_LIMITS.maxMessageBytes) {
    throw new BrokerError(413, `message size exceeds the limit of ${PLAN_LIMITS.maxMessageBytes} bytes`);
  }
  const plan = parsePlan(url, headers, PLAN_LIMITS.defaultRetries);
  const draft = {
    ...plan,
    callback: callbackPlan(headers, "upstash-callback", plan.maxRetries),
    failureCallback: callbackPlan(headers, "upstash-failure-callback", plan.maxRetries),
    body,
    queueName,
    scheduleId,
  };
  const id = headers.get("upstash-deduplication-id");
  const isByContent = headers.get("upstash-content-based-deduplication") === "true";
  return { ...draft, deduplicationKey: id ? `id:${id}` : isByContent ? contentKey(draft) : undefined };
}

/** Throws a 400 unless the destination is an http(s) URL on this machine. */
function requireLoopback(url: string): void {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new BrokerError(400, `invalid destination url: "${url}" is no http:// or https:// URL`);
  }
  if (!LOOPBACK_HOST.test(new URL(url).hostname)) {
    throw new BrokerError(400, `invalid destination url: "${url}" is not on this machine, and this broker is local`);
  }
}

function parsePlan(url: string, headers: Headers, defaultRetries: number): DeliveryPlan {
  requireLoopback(url);
  const retryDelay = headers.get("upstash-retry-delay");
  return {
    url,
    method: parseMethod(headers.get("upstash-method")),
    headers: forwardedHeaders(headers),
    delayMs: parseLimitedMs("upstash-delay", headers, PLAN_LIMITS.maxDelayMs) ?? 0,
    notBefore: parseNotBefore(headers.get("upstash-not-before")),
    timeoutMs: parseLimitedMs("upstash-timeout", headers, PLAN_LIMITS.maxResponseMs) ?? PLAN_LIMITS.maxResponseMs,
    maxRetries: parseWhole("upstash-retries", headers) ?? defaultRetries,
    retryDelay: retryDelay === null ? undefined : parseRetryDelay(retryDelay),
    labels: splitList(headers.get("upstash-label")),
    flowControl: parseFlowControl(headers),
    redact: splitList(headers.get("upstash-redact-fields")),
    callback: undefined,
    failureCallback: undefined,
  };
}

/** A callback is a publish of its own: `upstash-callback-retries` is its `upstash-retries`, and so on for every option. */
function callbackPlan(headers: Headers, name: string, retries: number): DeliveryPlan | undefined {
  const url = headers.get(name);
  if (url === null) return undefined;
  const own = new Headers({ "content-type": "application/json" });
  for (const [key, value] of headers) {
    if (key.startsWith(`${name}-`)) own.set(`upstash-${key.slice(name.length + 1)}`, value);
  }
  return parsePlan(url, own, retries);
}

function forwardedHeaders(headers: Headers): DeliveryPlan["headers"] {
  const forwarded = new Headers();
  const contentType = headers.get("content-type");
  if (contentType !== null) forwarded.set("content-type", contentType);
  for (const [name, value] of headers) {
    if (name.startsWith(FORWARD)) forwarded.set(name.slice(FORWARD.length), value);
  }
  return toHeaderLists(forwarded);
}

function parseMethod(text: string | null): string {
  const method = text?.toUpperCase() ?? "POST";
  if (!METHODS.has(method)) throw new BrokerError(400, `invalid method "${text}"`);
  return method;
}

function parseLimitedMs(name: string, headers: Headers, maxMs: number): number | undefined {
  const text = headers.get(name);
  if (text === null) return undefined;
  const ms = /^[\d.smhd]+$/.test(text) ? parseDurationMs(text) : undefined;
  if (ms === undefined) throw new BrokerError(400, `invalid ${name} "${text}": write it as 5s, 10m, 2h or 1d`);
  if (ms > maxMs) throw new BrokerError(412, `${name} "${text}" exceeds the plan's ${maxMs / 1000} s`);
  return ms;
}

function parseNotBefore(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d+$/.test(text))
    throw new BrokerError(400, `invalid upstash-not-before "${text}": unix seconds are expected`);
  return Number(text) * 1000;
}

function parseWhole(name: string, headers: Headers): number | undefined {
  const text = headers.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,6}$/.test(text)) throw new BrokerError(400, `invalid ${name} "${text}": a whole number is expected`);
  return Number(text);
}

function parseFlowControl(headers: Headers): FlowLimits | undefined {
  const key = headers.get("upstash-flow-control-key");
  const value = headers.get("upstash-flow-control-value");
  if (key === null && value === null) return undefined;
  if (!key || !value) throw new BrokerError(400, "flow control needs both a key and a value");
  return parseFlowLimits(key, value);
}

function splitList(text: string | null): string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part.length > 0);
}
