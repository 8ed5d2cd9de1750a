/** Flow control: per key, how many deliveries run at once and how many start per period. The excess waits, never drops. */
import { BrokerError } from "./broker-error.ts";
import { parseDurationMs } from "./duration.ts";
import type { FlowLimits } from "./flow-limits.ts";
import type { Gate } from "./gate.ts";

interface FlowState {
  limits: FlowLimits;
  inFlight: number;
  startedInPeriod: number;
  periodStart: number;
  isPaused: boolean;
  isPinnedParallelism: boolean;
  isPinnedRate: boolean;
}

/** Beyond so many keys, those with nothing to remember are forgotten. */
const MAX_IDLE_KEYS = 1000;

/** Reads `parallelism=2, rate=10, period=1m` (any case, any order); throws a 400. */
export function parseFlowLimits(key: string, value: string): FlowLimits {
  const fields = new Map<string, string>();
  for (const part of value.split(",")) {
    const [name = "", text = ""] = part.split("=", 2);
    fields.set(name.trim().toLowerCase(), text.trim());
  }
  const parallelism = positiveInteger(fields.get("parallelism"), value);
  const rate = positiveInteger(fields.get("rate"), value);
  if (parallelism === undefined && rate === undefined) {
    throw new BrokerError(400, `flow control value "${value}" sets neither parallelism nor rate`);
  }
  const period = fields.get("period") ?? "1s";
  const periodMs = /^\d+$/.test(period) ? Number(period) * 1000 : parseDurationMs(period);
  if (!periodMs) throw new BrokerError(400, `invalid flow control period "${period}"`);
  return { key, parallelism, rate, periodMs };
}

function positiveInteger(text: string | undefined, value: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new BrokerError(400, `invalid flow control value "${value}"`);
  return Number(text);
}

/** The state of every key in use. Values of the latest message apply, unless they are pinned. */
export class FlowControl implements Gate<{ readonly flowControl: FlowLimits | undefined }> {
  readonly #states = new Map<string, FlowState>();

  /** Takes over the limits of a newly published message. */
  observe(limits: FlowLimits, nowMs: number): void {
    const state = this.#states.get(limits.key);
    if (!state) {
      if (this.#states.size >= MAX_IDLE_KEYS) this.#forgetIdle(nowMs);
      this.#states.set(limits.key, newState(limits, nowMs));
      return;
    }
    const { parallelism } = state.isPinnedParallelism ? state.limits : limits;
    const { rate, periodMs } = state.isPinnedRate ? state.limits : limits;
    state.limits = { key: limits.key, parallelism, rate, periodMs };
  }

  readyAt(message: { readonly flowControl: FlowLimits | undefined }, nowMs: number): number {
    const state = message.flowControl && this.#states.get(message.flowControl.key);
    if (!state) return nowMs;
    const { parallelism, rate, periodMs } = state.limits;
    if (state.isPaused || (parallelism !== undefined && state.inFlight >= parallelism)) return Number.POSITIVE_INFINITY;
    const periodEnd = state.periodStart + periodMs;
    return rate !== undefined && nowMs < periodEnd && state.startedInPeriod >= rate ? periodEnd : nowMs;
  }

  enter(message: { readonly flowControl: FlowLimits | undefined }, nowMs: number): void {
    if (!message.flowControl) return;
    this.observeIfUnknown(message.flowControl, nowMs);
    const state = this.get(message.flowControl.key);
    state.inFlight += 1;
    if (nowMs >= state.periodStart + state.limits.periodMs) restartPeriod(state, nowMs);
    state.startedInPeriod += 1;
  }

  leave(message: { readonly flowControl: FlowLimits | undefined }): void {
    const state = message.flowControl && this.#states.get(message.flowControl.key);
    if (state) state.inFlight -= 1;
  }

  /** Pauses or resumes a key, also one that no message has used yet. */
  setPaused(key: string, isPaused: boolean, nowMs: number): void {
    this.observeIfUnknown({ key, parallelism: undefined, rate: undefined, periodMs: 1000 }, nowMs);
    this.get(key).isPaused = isPaused;
  }

  /** Fixes the given values against those of later messages; starts a new rate period. */
  pin(key: string, values: Partial<Omit<FlowLimits, "key">>, nowMs: number): void {
    this.observeIfUnknown({ key, parallelism: undefined, rate: undefined, periodMs: 1000 }, nowMs);
    const state = this.get(key);
    state.isPinnedParallelism ||= values.parallelism !== undefined;
    state.isPinnedRate ||= values.rate !== undefined;
    state.limits = {
      key,
      parallelism: values.parallelism ?? state.limits.parallelism,
      rate: values.rate ?? state.limits.rate,
      periodMs: values.periodMs ?? state.limits.periodMs,
    };
    restartPeriod(state, nowMs);
  }

  unpin(key: string, values: { readonly parallelism: boolean; readonly rate: boolean }): void {
    const state = this.get(key);
    if (values.parallelism) state.isPinnedParallelism = false;
    if (values.rate) state.isPinnedRate = false;
  }

  resetRate(key: string, nowMs: number): void {
    restartPeriod(this.get(key), nowMs);
  }

  keys(): string[] {
    return [...this.#states.keys()];
  }

  /** The state of a key; throws a 404 for one that is not in use. */
  get(key: string): FlowState {
    const state = this.#states.get(key);
    if (!state) throw new BrokerError(404, `flow control key ${key} not found`);
    return state;
  }

  observeIfUnknown(limits: FlowLimits, nowMs: number): void {
    if (!this.#states.has(limits.key)) this.observe(limits, nowMs);
  }

  #forgetIdle(nowMs: number): void {
    for (const [key, state] of this.#states) {
      const isKept = state.isPaused || state.isPinnedParallelism || state.isPinnedRate || state.inFlight > 0;
      if (!isKept && nowMs >= state.periodStart + state.limits.periodMs) this.#states.delete(key);
    }
  }
}

function newState(limits: FlowLimits, nowMs: number): FlowState {
  return {
    limits,
    inFlight: 0,
    startedInPeriod: 0,
    periodStart: nowMs,
    isPaused: false,
    isPinnedParallelism: false,
    isPinnedRate: false,
  };
}

function restartPeriod(state: FlowState, nowMs: number): void {
  state.periodStart = nowMs;
  state.startedInPeriod = 0;
}
