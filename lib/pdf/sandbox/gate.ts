/** Many may pass together, or one alone: a readers-writer lock in the order of arrival. */

interface Waiting {
  readonly alone: boolean;
  readonly enter: () => void;
}

export class Gate {
  readonly #queue: Waiting[] = [];
  #inside = 0;
  #closed = false;

  /** Runs `work` beside others. Waits while somebody is alone inside, or waits to be. */
  together<T>(work: () => Promise<T>): Promise<T> {
    return this.#pass(false, work);
  }

  /** Runs `work` when nobody else is inside; nobody comes in before it has ended. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#pass(true, work);
  }

  async #pass<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#queue.push({ alone, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      this.#closed = false;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#queue[0]; next !== undefined && this.#hasRoomFor(next); next = this.#queue[0]) {
      this.#queue.shift();
      this.#inside += 1;
      this.#closed = next.alone;
      next.enter();
    }
  }

  #hasRoomFor({ alone }: Waiting): boolean {
    return !this.#closed && (!alone || this.#inside === 0);
  }
}
