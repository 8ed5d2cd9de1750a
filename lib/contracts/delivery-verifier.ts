/** The port that tells a delivery of the broker from a forgery. */
export interface DeliveryVerifier {
  /** Whether `signature` covers this raw body and this stage's path. Throws only when the service is misconfigured. */
  verify(delivery: { readonly path: string; readonly body: string; readonly signature: string }): Promise<boolean>;
}
