/** Origins of web pages (RFC 6454), as browsers send them: scheme, host and port, each of which tells one from another. */
import { z } from "zod";

/** Whether a text is an origin to the letter: no path, no default port, the host in lower case. `null`, which sandboxes send, is none. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//.test(text) && new URL(text).origin === text;
}

export const originSchema = z
  .string()
  .max(255)
  .refine(isOrigin, "An origin: https://, the host in lower case, and its port unless it is the usual one.");
