/** Judges a kept request as a receiver would have: by its signature and its age. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Writable } from "node:stream";

export interface VerifyRequest {
  /** The body as it came. */
  readonly body: string;
  readonly id: string;
  /** Seconds since 1970, as the header has it. */
  readonly timestamp: string;
  /** One or several, with blanks between them. */
  readonly signature: string;
  readonly secret: string;
  readonly maxAgeSeconds: number;
}

/** Why the request is not to be trusted; null when it is. */
export function complaintAbout(request: Omit<VerifyRequest, "body">, body: Uint8Array, now: number): string | null {
  const { id, timestamp, signature, secret, maxAgeSeconds } = request;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const right = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  const isSigned = signature.split(" ").some((each) => {
    const [version, text = ""] = each.split(",");
    const told = Buffer.from(text, "base64");
    return version === "v1" && told.byteLength === right.byteLength && timingSafeEqual(told, right);
  });
  if (!isSigned) return "It was not signed with this secret, or was changed since.";
  const age = Math.abs(now / 1_000 - Number(timestamp));
  return age <= maxAgeSeconds ? null : `It is signed, but its time is ${Math.round(age)} seconds away.`;
}

/** Tells the verdict, and whether the request is genuine. */
export async function verifyWebhook(request: VerifyRequest, out: Writable, err: Writable): Promise<boolean> {
  let body: Uint8Array;
  try {
    body = await readFile(request.body);
  } catch {
    err.write(`${request.body}: cannot be read\n`);
    return false;
  }
  const complaint = complaintAbout(request, body, Date.now());
  if (complaint === null) out.write("genuine\n");
  else err.write(`${complaint}\n`);
  return complaint === null;
}
