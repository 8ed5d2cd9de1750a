/** The port to those who hold something of an account's. */
export interface Eraser {
  /** What it is, in the words of the receipt. */
  readonly what: string;
  /** Forgets what it can now, and tells how much that was and whether nothing is left. Safe to repeat. */
  erase(tenant: string): Promise<{ readonly count: number; readonly done: boolean }>;
}
