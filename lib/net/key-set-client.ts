/** Fetches the keys of an outside issuer. The address is the operator's own; the answer is bounded all the same. */
import type { KeySetFetch } from "../contracts/key-set-source.ts";
import { KEY_SET_LIMITS } from "../limits/account-limits.ts";

/** Redirects are not followed: the keys are where the operator said, or nowhere. Unpacked bytes count. */
export function createKeySetClient(maxBytes: number = KEY_SET_LIMITS.maxBytes): KeySetFetch {
  return async (url, { headers, signal }) => {
    const response = await fetch(url, { headers, signal, redirect: "manual", credentials: "omit" });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new Error("The set of keys is too large.");
      chunks.push(chunk);
    }
    return new Response(Buffer.concat(chunks), { status: response.status === 200 ? 200 : 502 });
  };
}
