/** Where an actor sits: its requests wait here until the schedule takes them. */
import type { Actor, Client } from "./actors.ts";
import type { HistoryEntry } from "./history.ts";
import type { Answer } from "./invocation.ts";

export interface WaitingRequest {
  readonly method: string;
  readonly path: string;
  readonly init: RequestInit;
  hear(answer: Answer | null): void;
}

export class Seat {
  readonly actor: Actor;
  request: WaitingRequest | null = null;
  /** Set while the actor waits for everybody else. */
  wakeUp: (() => void) | null = null;
  done = false;
  #moved: () => void = () => {};

  constructor(actor: Actor) {
    this.actor = actor;
  }

  /** The actor begins; it waits with its first request when this resolves. */
  async begin(history: HistoryEntry[]): Promise<void> {
    const client: Client = {
      actor: this.actor.name,
      tenant: this.actor.tenant,
      history,
      send: (method, path, init = {}) => {
        const { promise, resolve } = Promise.withResolvers<Answer | null>();
        this.request = { method, path, init, hear: resolve };
        this.#moved();
        return promise;
      },
      patience: () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.wakeUp = resolve;
        this.#moved();
        return promise;
      },
    };
    void this.actor.act(client).finally(() => {
      this.done = true;
      this.#moved();
    });
    await this.rest();
  }

  /** Resolves when the actor waits for something or has gone. */
  async rest(): Promise<void> {
    while (this.request === null && this.wakeUp === null && !this.done) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#moved = resolve;
      await promise;
    }
  }
}
