/**
 * The port to the book of objects: which of them there are, who holds a document in one, and that none outlives its documents. Where
 * no object store is configured there is nothing to book.
 */
import type { OpenObject } from "./object-store.ts";

/** An object; and its sending, when that may not be over. */
export type ObjectEntry = Pick<OpenObject, "name"> & Partial<OpenObject>;

export interface DocumentObjects {
  /** That an object is about to be sent, before any of it is. */
  noteSending(object: OpenObject): Promise<void>;
  /** The object in which a job's or an upload's document lies; null when it has none. */
  objectOf(holder: string): Promise<string | null>;
  /** That a holder came by its document in a way that this book has not seen. */
  noteHolder(holder: string): Promise<void>;
  /** Deletes the object, unless a document still lies in it. Null is no object. */
  deleteUnheld(name: string | null): Promise<void>;
  /** Deletes an object and its sending, whoever holds it. */
  discard(entry: ObjectEntry): Promise<void>;
  /** Looks at objects whose time has come, the longest waiting first, and deletes those that nobody holds. */
  sweep(): Promise<{ readonly deleted: number; readonly errors: number }>;
}

export const NO_OBJECTS: DocumentObjects = {
  noteSending: async () => {},
  objectOf: async () => null,
  noteHolder: async () => {},
  deleteUnheld: async () => {},
  discard: async () => {},
  sweep: async () => ({ deleted: 0, errors: 0 }),
};
