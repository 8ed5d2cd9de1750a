/** Memory that a sandbox thread and its owner share, to hand bytes of a document over while the thread stands still. */

/** What a thread asks for: the bytes from `start` to `end`. */
export interface LaneRequest {
  readonly start: number;
  readonly end: number;
}

/** The first word says how things stand; bytes follow. */
const HEAD_BYTES = 16;
const WAITING = 0;
const FILLED = 1;
const EMPTY = 2;

export function createLane(runBytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_BYTES + runBytes);
}

/**
 * The thread's end. Stands still until the owner has answered, and can be ended meanwhile; the bytes are
 * good until the next question, and undefined when they cannot be had.
 */
export function receive(
  lane: SharedArrayBuffer,
  request: LaneRequest,
  ask: (request: LaneRequest) => void,
): Uint8Array | undefined {
  const state = new Int32Array(lane, 0, 1);
  Atomics.store(state, 0, WAITING);
  ask(request);
  Atomics.wait(state, 0, WAITING);
  if (Atomics.load(state, 0) !== FILLED) return;
  return new Uint8Array(lane, HEAD_BYTES, request.end - request.start);
}

/** The owner's end: hands `bytes` over, or tells that there are none. */
export function hand(lane: SharedArrayBuffer, bytes: Uint8Array | undefined): void {
  const state = new Int32Array(lane, 0, 1);
  if (bytes !== undefined) new Uint8Array(lane, HEAD_BYTES).set(bytes);
  Atomics.store(state, 0, bytes === undefined ? EMPTY : FILLED);
  Atomics.notify(state, 0);
}
