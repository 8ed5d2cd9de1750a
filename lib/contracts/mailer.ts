/** The port to mail that the service sends of itself. */
export interface Mail {
  /** One normalised address. */
  readonly to: string;
  readonly subject: string;
  /** Plain text. May hold a secret link. */
  readonly text: string;
}

export interface Mailer {
  /** Resolves when the mail server has taken it. Rejects with an error that names neither the address nor the text. */
  send(mail: Mail): Promise<void>;
}
