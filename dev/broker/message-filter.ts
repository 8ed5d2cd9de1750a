/** The filters that bulk actions and lists share. Several values of one filter mean "any of", several filters "all of". */
import type { MessageDraft } from "./message.ts";

interface Filterable extends Omit<MessageDraft, "body"> {
  readonly messageId: string;
}

type Field = (message: Filterable) => readonly string[];

const FIELDS: Readonly<Record<string, Field>> = {
  messageId: (message) => [message.messageId],
  url: (message) => [message.url],
  host: (message) => [new URL(message.url).host, new URL(message.url).hostname],
  path: (message) => [new URL(message.url).pathname],
  label: (message) => message.labels,
  flowControlKey: (message) => listOf(message.flowControl?.key),
  queueName: (message) => listOf(message.queueName),
  scheduleId: (message) => listOf(message.scheduleId),
  topicName: () => [],
  callerIp: () => ["127.0.0.1"],
};

/** A filter of messages by the query's parameters; parameters that are no filter are ignored. */
export function messageFilter(query: URLSearchParams): (message: Filterable) => boolean {
  const wanted = Object.entries(FIELDS)
    .map(([name, field]) => ({ field, values: valuesOf(query, name) }))
    .filter(({ values }) => values.length > 0);
  return (message) =>
    wanted.every(({ field, values }) => {
      const own = field(message);
      return values.some((value) => own.includes(value));
    });
}

/** All values of a parameter: repeated, or separated by commas (a URL keeps its commas). */
export function valuesOf(query: URLSearchParams, name: string): string[] {
  const values = query.getAll(name);
  return name === "url" ? values : values.flatMap((value) => value.split(","));
}

/** Whether a time lies in the query's `fromDate`…`toDate`, both inclusive, in milliseconds. */
export function isInDateRange(query: URLSearchParams, timeMs: number): boolean {
  const from = query.get("fromDate");
  const to = query.get("toDate");
  return (from === null || timeMs >= Number(from)) && (to === null || timeMs <= Number(to));
}

function listOf(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}
