/** A refusal with the HTTP status that the caller of the broker sees; the body is `{"error": message}`. */
export class BrokerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "BrokerError";
    this.status = status;
  }
}
