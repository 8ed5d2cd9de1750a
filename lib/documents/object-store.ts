/**
 * The port to a store of whole objects, for documents too large for the other one. It knows names and bytes and nothing of what
 * they are: what is to stay secret is sealed before it comes here. All calls may be repeated, and throw `store_unavailable`.
 */

/** A part that the store has. */
export interface ObjectPart {
  /** From 1. */
  readonly number: number;
  readonly sizeBytes: number;
  /** What the store calls its content. */
  readonly tag: string;
}

/** An object that comes to be in parts; nobody finds it under its name before its parts are joined. */
export interface OpenObject {
  readonly name: string;
  /** What the store calls the sending. */
  readonly sending: string;
}

export interface ObjectStore {
  begin(name: string): Promise<OpenObject>;
  /** Where anybody who has the URL may PUT exactly so many bytes as that part, for so many seconds. */
  urlOfPart(object: OpenObject, number: number, sizeBytes: number, seconds: number): Promise<string>;
  putPart(object: OpenObject, number: number, bytes: Uint8Array): Promise<ObjectPart>;
  /** By number. Null when the parts were joined or given up, or the store has forgotten them. */
  partsOf(object: OpenObject): Promise<readonly ObjectPart[] | null>;
  join(object: OpenObject, parts: readonly ObjectPart[]): Promise<void>;
  /** The parts go; nothing happens when there are none. */
  giveUp(object: OpenObject): Promise<void>;
  /** Null when there is no such object. */
  sizeOf(name: string): Promise<number | null>;
  /** From `start` to `end`, the last one left out. Throws `document_lost` when there is no such object. */
  read(name: string, start: number, end: number): Promise<Uint8Array>;
  /** All bytes in order, in pieces as they arrive. Throws `document_lost` when there is no such object. */
  stream(name: string): AsyncIterable<Uint8Array>;
  delete(name: string): Promise<void>;
}
