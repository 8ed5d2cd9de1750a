/** Where the guarded client may connect to. */
import { isPublicAddress } from "./public-address.ts";

export interface AddressPolicy {
  permitsPort(port: number, protocol: string): boolean;
  /** Asked for every address of a name, and for the one that a connection really has. */
  permitsAddress(address: string, port: number): boolean;
}

/** Public addresses only, each protocol on its own port. Nothing in the settings changes it. */
export const PUBLIC_INTERNET: AddressPolicy = {
  permitsPort: (port, protocol) => (protocol === "https:" ? port === 443 : port === 80),
  permitsAddress: isPublicAddress,
};
