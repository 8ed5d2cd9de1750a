/** The port to distributed tracing: work in spans, and what carries a trace over the queue. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

export interface SpanStart {
  /** Few different ones: a route or a stage, never an address or an id. */
  readonly name: string;
  /** `server` answers a request, `consumer` takes a message, `producer` hands messages over, `client` asks somebody else. */
  readonly kind: "server" | "consumer" | "producer" | "client";
  readonly facts?: SpanFacts;
  /** Headers that may tell of a trace to go on with. Without them the span belongs to whatever surrounds it. */
  readonly from?: Headers;
}

export interface OpenSpan {
  /** A better name than it had at its start. */
  name(name: string): void;
  add(facts: SpanFacts): void;
  /** Marks it as failed. Only a stable code is told, never a message. */
  fail(code: string): void;
}

export interface Tracer {
  /** Runs `work` in a span of its own. What `work` throws marks the span and goes on. */
  within<T>(start: SpanStart, work: (span: OpenSpan) => Promise<T>): Promise<T>;
  /** Headers by which what is sent now belongs to this trace; none outside of a span. */
  onward(): Readonly<Record<string, string>>;
  /** The ids of the trace and the span that surround the caller, for the log; nothing outside of one. */
  present(): { readonly trace?: string; readonly span?: string };
  /** Hands over what has ended. Never rejects. */
  flush(): Promise<void>;
}
