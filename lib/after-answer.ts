/** Work that an answer does not wait for. On Vercel the function stays awake until it is done; elsewhere the process does anyway. */

/** Under this name Vercel's runtime puts the request's context (what its package @vercel/functions calls `waitUntil` is in it). */
const CONTEXT = Symbol.for("@vercel/request-context");

interface RequestContext {
  readonly waitUntil?: (work: Promise<unknown>) => void;
}

/** The work must not reject. */
export function afterAnswer(work: Promise<void>): void {
  const holder = globalThis as { readonly [CONTEXT]?: { readonly get?: () => RequestContext | undefined } };
  holder[CONTEXT]?.get?.()?.waitUntil?.(work);
}
