/** The one error class that carries a stable code. Anything else that is thrown is a fault of ours. */
import { ERROR_TABLE, type ErrorCode } from "./error-table.ts";

interface DocatErrorInit {
  /** What exactly was wrong, for the caller. Never holds a secret, a key, or text of a document. */
  readonly detail?: string;
  /** Where: a JSON pointer into the options, a header, a form field. */
  readonly pointer?: string;
  /** Seconds after which a retry makes sense; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An error with a row in the table; status and retryability follow from the code. */
export class DocatError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly pointer: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, init: DocatErrorInit = {}) {
    super(init.detail ?? ERROR_TABLE[code].title, { cause: init.cause });
    this.name = "DocatError";
    this.code = code;
    this.detail = init.detail;
    this.pointer = init.pointer;
    this.retryAfterSeconds = init.retryAfterSeconds;
  }

  get status(): number {
    return ERROR_TABLE[this.code].status;
  }

  get retryable(): boolean {
    return ERROR_TABLE[this.code].retryable;
  }
}
