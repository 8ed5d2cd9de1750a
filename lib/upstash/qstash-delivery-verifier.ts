/** DeliveryVerifier with QStash's signing keys, the current one and the next. */
import { Receiver } from "@upstash/qstash";
import type { DeliveryVerifier } from "../contracts/delivery-verifier.ts";
import { SIGNATURE_CLOCK_TOLERANCE_SECONDS } from "../limits/limits.ts";

export interface SigningKeys {
  readonly current: string;
  readonly next: string;
}

/**
 * The address that the signature must name comes from our own configuration, never from the request: else a delivery
 * to one stage could be replayed at another. `devMode` is false, or QSTASH_DEV would make public keys valid.
 */
export function createQstashDeliveryVerifier(keys: SigningKeys, baseUrl: string): DeliveryVerifier {
  const receiver = new Receiver({ currentSigningKey: keys.current, nextSigningKey: keys.next, devMode: false });
  return {
    async verify({ path, body, signature }) {
      try {
        const url = `${baseUrl}${path}`;
        return await receiver.verify({ signature, body, url, clockTolerance: SIGNATURE_CLOCK_TOLERANCE_SECONDS });
      } catch (error) {
        if (error instanceof Error && error.name === "SignatureError") return false;
        throw error;
      }
    },
  };
}
