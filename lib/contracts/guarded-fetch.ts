/** The port to the one HTTP client for addresses that callers name: documents by link, webhooks. */

/** What one request may cost. Times are milliseconds. */
export interface FetchLimits {
  /** From the call to the last byte of the body, the time that the reader of the body takes included. */
  readonly totalMs: number;
  /** Resolving a name, and again connecting to it, TLS included. */
  readonly connectMs: number;
  /** The wait for the head of an answer, and for each piece of its body. */
  readonly idleMs: number;
  /** Bytes of the answer's body. */
  readonly maxBytes: number;
  /** Bytes of the answer's head. */
  readonly maxHeaderBytes: number;
  /** Redirects that a GET follows. A POST follows none. */
  readonly maxRedirects: number;
}

export interface GuardedRequest {
  readonly url: string;
  /** GET if it is left out. */
  readonly method?: "GET" | "POST";
  /**
   * Sent to the origin of `url` only. What belongs to the connection (`Host`, `Connection`, lengths, encodings) is the
   * client's to say and left out.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a POST. */
  readonly body?: Uint8Array;
}

export interface GuardedResponse {
  /** Of the last answer: also 4xx, 5xx, and a redirect that a POST met. */
  readonly status: number;
  /** By lower-case name. Of a header that stood there several times: as Node joins them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the answer came from after all redirects, without a fragment. */
  readonly url: string;
  /**
   * The bytes, once; leaving the loop closes the connection. Throws `url_too_large` beyond the limit, `url_unusable` when
   * they are encoded, and `url_unreachable` when they break off or take too long.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection when the body is not wanted. Harmless at any time. */
  discard(): void;
}

export interface GuardedFetch {
  /**
   * Whether a URL may be asked for at all, told from its text: throws `url_refused`. It connects to nothing and
   * resolves nothing, so a name that passes may still lead to an address that is refused later.
   */
  checkUrl(url: string): URL;
  /**
   * The same, and resolves the name: throws `url_unreachable` when nothing that may be reached is behind it. It promises
   * nothing for later: `send` checks anew.
   */
  checkHost(url: string, connectMs: number, signal?: AbortSignal): Promise<void>;
  /**
   * Sends the request and follows its redirects. Rejects with `url_refused` (the URL, or one that it was redirected to),
   * `url_unusable` (too many redirects), `url_unreachable` (everything else before an answer, all in the same words),
   * and with the signal's own reason.
   */
  send(request: GuardedRequest, limits: FetchLimits, signal?: AbortSignal): Promise<GuardedResponse>;
}
