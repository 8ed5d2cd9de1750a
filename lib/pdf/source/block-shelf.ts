/** Blocks of a document that are kept at hand, in memory that is taken once: the last used ones, or all. */

export class BlockShelf {
  readonly #blockBytes: number;
  /** Where each block lies, the least recently used first. */
  readonly #slots = new Map<number, number>();
  #memory: Uint8Array | undefined;
  #room: number;

  /** `keptBytes` is a bound, and taken as far as it is needed. */
  constructor(blockBytes: number, keptBytes: number) {
    this.#blockBytes = blockBytes;
    this.#room = Math.max(1, Math.floor(keptBytes / blockBytes));
  }

  has(block: number): boolean {
    return this.#slots.has(block);
  }

  /** The bytes of a block, with anything behind the end of the document; they are the shelf's. */
  get(block: number): Uint8Array | undefined {
    const slot = this.#slots.get(block);
    if (slot === undefined) return;
    this.#slots.delete(block);
    this.#slots.set(block, slot);
    return this.#at(slot);
  }

  /** Keeps a copy. What was not used for the longest time makes room for it. */
  set(block: number, bytes: Uint8Array): void {
    const slot = this.#slots.get(block) ?? this.#freeSlot();
    this.#slots.set(block, slot);
    this.#at(slot).set(bytes);
  }

  /** Makes room for `bytes`, so that nothing has to go. */
  growTo(bytes: number): void {
    const room = Math.ceil(bytes / this.#blockBytes);
    if (room <= this.#room) return;
    const before = this.#memory;
    this.#room = room;
    this.#memory = undefined;
    if (before !== undefined) this.#all.set(before);
  }

  get #all(): Uint8Array {
    // Memory that nobody has written to yet costs nothing.
    this.#memory ??= new Uint8Array(this.#room * this.#blockBytes);
    return this.#memory;
  }

  #at(slot: number): Uint8Array {
    return this.#all.subarray(slot * this.#blockBytes, (slot + 1) * this.#blockBytes);
  }

  #freeSlot(): number {
    if (this.#slots.size < this.#room) return this.#slots.size;
    const [oldest] = this.#slots;
    if (oldest === undefined) return 0;
    this.#slots.delete(oldest[0]);
    return oldest[1];
  }
}
