/** The one error for everything that keeps an answer from coming. */
import { DocatError } from "../errors/docat-error.ts";

/**
 * A name that does not exist, an address that is refused, a port on which nothing listens, a certificate that is not
 * valid, time that ran out: the caller learns the same of each, so that inner networks cannot be explored by asking.
 * The cause is for the log.
 */
export function unreachable(cause: unknown): DocatError {
  return new DocatError("url_unreachable", { cause });
}
