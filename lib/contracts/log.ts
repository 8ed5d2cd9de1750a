/** The port to the log: one event, a few fields. Never a key, a token, a document's text or a file's name. */
export type LogField = string | number | boolean | null;

export interface Log {
  info(event: string, fields?: Readonly<Record<string, LogField>>): void;
  /** An unknown error goes in whole: name, message, stack and causes. */
  error(event: string, error: unknown, fields?: Readonly<Record<string, LogField>>): void;
}
