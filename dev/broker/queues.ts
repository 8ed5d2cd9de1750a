/** FIFO queues: a message starts only when fewer than `parallelism` unfinished messages stand before it. */
import { BrokerError } from "./broker-error.ts";
import type { Gate } from "./gate.ts";
import type { Message } from "./message.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";

interface QueueState {
  readonly name: string;
  readonly createdAt: number;
  updatedAt: number;
  parallelism: number;
  isPaused: boolean;
  /** Unfinished messages in the order of their arrival, retries included: a failing head holds up the rest. */
  readonly messageIds: Set<string>;
}

const NAME = /^[A-Za-z0-9._-]+$/;

export class Queues implements Gate<Message> {
  readonly #queues = new Map<string, QueueState>();

  /** Creates the queue or changes the given settings; throws 400 for a bad name and 412 above the plan's number. */
  upsert(
    name: string,
    settings: { parallelism?: number | undefined; paused?: boolean | undefined },
    nowMs: number,
  ): void {
    if (!NAME.test(name)) throw new BrokerError(400, `invalid queue name ${name}`);
    if (!this.#queues.has(name) && this.#queues.size >= PLAN_LIMITS.maxQueues) {
      throw new BrokerError(412, "quota maxQueues exceeded");
    }
    const queue = this.#getOrCreate(name, nowMs);
    queue.parallelism = settings.parallelism ?? queue.parallelism;
    queue.isPaused = settings.paused ?? queue.isPaused;
    queue.updatedAt = nowMs;
  }

  /** Takes a message in at the end of its queue. */
  append(message: Message, nowMs: number): void {
    if (message.queueName !== undefined) this.#getOrCreate(message.queueName, nowMs).messageIds.add(message.messageId);
  }

  /** Lets the next one pass: the message is delivered, failed or cancelled for good. */
  drop(message: Message): void {
    if (message.queueName !== undefined) this.#queues.get(message.queueName)?.messageIds.delete(message.messageId);
  }

  readyAt(message: Message, nowMs: number): number {
    const queue = message.queueName === undefined ? undefined : this.#queues.get(message.queueName);
    if (!queue) return nowMs;
    const mayPass =
      !queue.isPaused && queue.messageIds.keys().take(queue.parallelism).toArray().includes(message.messageId);
    return mayPass ? nowMs : Number.POSITIVE_INFINITY;
  }

  get(name: string): QueueState {
    const queue = this.#queues.get(name);
    if (!queue) throw new BrokerError(404, `queue ${name} not found`);
    return queue;
  }

  list(): QueueState[] {
    return [...this.#queues.values()];
  }

  /** Forgets the queue; its waiting messages are the caller's to cancel. */
  remove(name: string): void {
    this.#queues.delete(name);
  }

  #getOrCreate(name: string, nowMs: number): QueueState {
    const queue = this.#queues.get(name) ?? {
      name,
      createdAt: nowMs,
      updatedAt: nowMs,
      parallelism: 1,
      isPaused: false,
      messageIds: new Set<string>(),
    };
    this.#queues.set(name, queue);
    return queue;
  }
}
