/** Where the broker writes down what it must not forget. The port; a broker for development keeps nothing. */

/** `messages`: unfinished ones. `seen`: what deduplication remembers. */
export type JournalKind = "messages" | "deadLetters" | "schedules" | "seen";

export interface Journal {
  /** Notes the record's state as it is now, in place of an older one. Never throws; written soon, or at `flush`. */
  put(kind: JournalKind, id: string, record: unknown): void;
  remove(kind: JournalKind, id: string): void;
  /** Resolves once all that was noted is kept for good; rejects when it cannot be. */
  flush(): Promise<void>;
}

export const NO_JOURNAL: Journal = { put: () => {}, remove: () => {}, flush: async () => {} };

/** What a journal holds, as the broker takes it up again. Ids → records as JSON values. */
export type JournalRecords = Readonly<Record<JournalKind, ReadonlyMap<string, unknown>>>;
