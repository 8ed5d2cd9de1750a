/** The life of a message: accepted, attempted, retried, delivered or buried; with its log, its callbacks and its cancelling. */
import { BrokerError } from "./broker-error.ts";
import { callbackDraft } from "./callbacks.ts";
import type { Clock } from "./clock.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Deduplication } from "./deduplication.ts";
import { type DeliveryOptions, deliver, type Outcome } from "./delivery.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Events } from "./events.ts";
import { FlowControl } from "./flow-control.ts";
import { type Journal, type JournalRecords, NO_JOURNAL } from "./journal.ts";
import { deadLetterOf, messageOf, scheduleOf, storedMessage } from "./journal-records.ts";
import type { Message, MessageDraft } from "./message.ts";
import { failureText } from "./message-view.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";
import { Queues } from "./queues.ts";
import { forbidsRetry, retryDelayMs } from "./retry-policy.ts";
import { Schedules } from "./schedules.ts";

export interface BrokerOptions {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly signingKey: string;
  /** A new random id, without the prefix that tells its kind. */
  readonly newId: () => string;
  /** Where it writes down what is to outlive it. */
  readonly journal?: Journal | undefined;
}

interface PublishReceipt {
  readonly messageId: string;
  readonly url: string;
  readonly deduplicated?: true;
}

export class Broker {
  readonly events = new Events();
  readonly deadLetters: DeadLetters;
  readonly flowControl = new FlowControl();
  readonly queues = new Queues();
  readonly schedules: Schedules;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly #newId: () => string;
  #delivery: DeliveryOptions;
  readonly #deduplication: Deduplication;
  readonly #closing = new AbortController();
  #deliveredCount = 0;

  constructor(options: BrokerOptions) {
    this.clock = options.clock;
    this.#newId = options.newId;
    this.#delivery = { ...options, closing: this.#closing.signal };
    const { clock, journal = NO_JOURNAL } = options;
    this.journal = journal;
    this.deadLetters = new DeadLetters(journal);
    this.#deduplication = new Deduplication(journal);
    this.schedules = new Schedules({ clock, journal, fire: (draft) => this.#accept(draft) });
    this.dispatcher = new Dispatcher({
      clock: options.clock,
      gates: [this.flowControl, this.queues],
      parallelism: PLAN_LIMITS.globalParallelism,
      attempt: (message) => this.#attempt(message),
    });
  }

  /** From the next delivery on. */
  signWith(signingKey: string): void {
    this.#delivery = { ...this.#delivery, signingKey };
  }

  get deliveredCount(): number {
    return this.#deliveredCount;
  }

  /** Accepts a message, or answers with the id of the one that it repeats. Throws 429 when too many wait already. */
  publish(draft: MessageDraft): PublishReceipt {
    const nowMs = this.clock.now();
    const key = draft.deduplicationKey;
    const original = key === undefined ? undefined : this.#deduplication.find(key, nowMs);
    if (original !== undefined) return { messageId: original, url: draft.url, deduplicated: true };
    if (this.dispatcher.size >= PLAN_LIMITS.maxPendingMessages) throw new BrokerError(429, "too many pending messages");
    if (draft.queueName !== undefined) this.queues.upsert(draft.queueName, {}, nowMs);
    const { messageId } = this.#accept(draft);
    if (key !== undefined) this.#deduplication.remember(key, messageId, nowMs);
    return { messageId, url: draft.url };
  }

  /** Creates or replaces a schedule; a new one without an id gets one. */
  schedule(scheduleId: string | undefined, cron: string, draft: MessageDraft): string {
    if (draft.queueName !== undefined) this.queues.upsert(draft.queueName, {}, this.clock.now());
    return this.schedules.put(scheduleId ?? `scd_${this.#newId()}`, cron, draft).scheduleId;
  }

  /** The message, as long as it is neither delivered, failed nor cancelled; throws a 404 otherwise. */
  message(messageId: string): Message {
    const message = this.dispatcher.get(messageId);
    if (!message) throw new BrokerError(404, `message ${messageId} not found`);
    return message;
  }

  /** Cancels unfinished messages. An attempt in flight is not aborted: if it fails, it is not repeated. */
  cancel(messages: readonly Message[]): void {
    const nowMs = this.clock.now();
    for (const message of messages) {
      this.events.record("CANCEL_REQUESTED", message, nowMs);
      message.cancelRequested = true;
      this.#keep(message);
      if (!this.dispatcher.isInFlight(message)) this.#finish(message, "CANCELED");
    }
    this.dispatcher.wake();
  }

  /** Publishes a dead letter again, as a new message, and takes it off the list. */
  revive(dlqId: string): PublishReceipt {
    const { message } = this.deadLetters.get(dlqId);
    this.deadLetters.delete(dlqId);
    const { messageId } = this.#accept({ ...message, delayMs: 0, notBefore: undefined });
    return { messageId, url: message.url };
  }

  /** Takes up what a broker before this one had written down; messages that it was delivering are delivered again. */
  restore({ messages, deadLetters, schedules, seen }: JournalRecords): void {
    this.#deduplication.restore(seen);
    this.deadLetters.restore([...deadLetters.values()].map(deadLetterOf));
    const kept = [...messages.values()].map(messageOf).sort((one, other) => one.createdAt - other.createdAt);
    for (const message of kept) {
      if (message.cancelRequested) this.journal.remove("messages", message.messageId);
      else this.#take(message, this.clock.now());
    }
    this.schedules.restore([...schedules.values()].map(scheduleOf));
  }

  /** Starts nothing more and waits for what is in flight, at most `boundMs`. What waits stays written down. */
  async drain(boundMs: number): Promise<void> {
    const bound = new Promise<void>((resolve) => this.clock.after(boundMs, resolve));
    await Promise.race([this.dispatcher.drain(), bound]);
  }

  /** Aborts what is in flight, forgets what waits, and resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.schedules.close();
    this.#closing.abort();
    await this.dispatcher.close();
  }

  #accept(draft: MessageDraft): Message {
    const nowMs = this.clock.now();
    const message: Message = {
      ...draft,
      messageId: `msg_${this.#newId()}`,
      createdAt: nowMs,
      nextAttemptAt: draft.notBefore ?? nowMs + draft.delayMs,
      retried: 0,
      cancelRequested: false,
    };
    this.#keep(message);
    this.#take(message, nowMs);
    return message;
  }

  #take(message: Message, nowMs: number): void {
    if (message.flowControl) this.flowControl.observe(message.flowControl, nowMs);
    this.queues.append(message, nowMs);
    this.events.record("CREATED", message, nowMs, { nextDeliveryTime: message.nextAttemptAt });
    this.dispatcher.add(message);
  }

  #keep(message: Message): void {
    this.journal.put("messages", message.messageId, storedMessage(message));
  }

  async #attempt(message: Message): Promise<void> {
    this.events.record("ACTIVE", message, this.clock.now());
    const outcome = await deliver(message, this.#delivery);
    if (outcome.kind !== "aborted") this.#settle(message, outcome);
  }

  #settle(message: Message, outcome: Exclude<Outcome, { kind: "aborted" }>): void {
    if (message.callback) this.#accept(callbackDraft(message.callback, { message, outcome }));
    if (outcome.kind === "answer" && outcome.status >= 200 && outcome.status < 300) {
      this.#deliveredCount += 1;
      this.#finish(message, "DELIVERED");
      return;
    }
    this.#recordError(message, outcome);
    const isFinal = outcome.kind === "answer" && forbidsRetry(outcome.status, outcome.headers);
    if (message.cancelRequested) this.#finish(message, "CANCELED");
    else if (isFinal || message.retried >= message.maxRetries) this.#bury(message, outcome);
    else this.#reschedule(message, outcome);
  }

  #recordError(message: Message, outcome: Exclude<Outcome, { kind: "aborted" }>): void {
    const status = outcome.kind === "answer" ? { responseStatus: outcome.status } : {};
    this.events.record("ERROR", message, this.clock.now(), { error: failureText(outcome), ...status });
  }

  #reschedule(message: Message, outcome: Outcome): void {
    const nowMs = this.clock.now();
    const { retried, retryDelay } = message;
    const answer = outcome.kind === "answer" ? outcome.headers : undefined;
    message.nextAttemptAt = nowMs + retryDelayMs({ retried, retryDelay, answer, nowMs });
    this.events.record("RETRY", message, nowMs, { nextDeliveryTime: message.nextAttemptAt });
    message.retried += 1;
    this.#keep(message);
  }

  #bury(message: Message, outcome: Outcome): void {
    this.#finish(message, "FAILED");
    const dlqId = this.deadLetters.add(message, outcome, this.clock.now());
    if (message.failureCallback) this.#accept(callbackDraft(message.failureCallback, { message, outcome, dlqId }));
  }

  #finish(message: Message, state: "DELIVERED" | "FAILED" | "CANCELED"): void {
    this.events.record(state, message, this.clock.now());
    this.queues.drop(message);
    this.dispatcher.remove(message);
    this.journal.remove("messages", message.messageId);
  }
}
