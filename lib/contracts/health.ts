/** How the services behind this one are. */

/** What a check found: whether all is well, and what else there is to tell. Never a key, nor an address. */
export interface Finding {
  readonly ok: boolean;
  readonly [more: string]: boolean | number | string | null;
}

/** Throws when what is looked at does not answer. */
export type Check = () => Promise<Finding>;

export interface Health {
  /** The store: without it nothing works. */
  readonly store: Check;
  /** All others that are set up, by their names. */
  readonly others: Readonly<Record<string, Check>>;
  /** What runs here. */
  readonly version: string;
}
