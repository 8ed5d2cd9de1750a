/** The port to the keys that an outside issuer publishes: a GET of the address that the operator has set, bounded. */

/** Fits what the token library calls `fetch`. Rejects when the answer is too large, late or a redirect; the caller reads the status. */
export type KeySetFetch = (
  url: string,
  init: { readonly headers: Headers; readonly signal: AbortSignal },
) => Promise<Response>;
