/** Addresses of accounts in the one form in which they are known: who registers twice in other spellings is the same. */
import { domainToASCII } from "node:url";
import { MAX_EMAIL_CHARS, MAX_EMAIL_LOCAL_CHARS } from "../limits/account-limits.ts";

/** RFC 5322's atoms, with full stops between them; no quotes, no comments. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "");
}

/**
 * NFKC, lower case, the domain in ASCII (UTS 46). Null for what is no address, and for local parts outside of ASCII, whose lookalikes nobody can
 * tell apart. The result holds nothing that means something in a header. Does not say whether anybody reads its mail.
 */
export function normaliseEmail(text: string): string | null {
  if (text.length > MAX_EMAIL_CHARS) return null;
  const plain = text.normalize("NFKC").trim().toLowerCase();
  const at = plain.lastIndexOf("@");
  const local = plain.slice(0, Math.max(0, at));
  const domain = domainToASCII(plain.slice(at + 1));
  const email = `${local}@${domain}`;
  if (local.length > MAX_EMAIL_LOCAL_CHARS || email.length > MAX_EMAIL_CHARS) return null;
  return LOCAL.test(local) && isDomain(domain) ? email : null;
}
