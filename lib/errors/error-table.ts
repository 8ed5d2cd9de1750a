/**
 * Every error that a caller can meet: its HTTP status, whether the same request may succeed later, and one sentence.
 * The codes are stable; the sentences may be reworded. Nothing else in the project decides a status.
 */
interface ErrorRow {
  readonly status: number;
  readonly retryable: boolean;
  readonly title: string;
}

export const ERROR_TABLE = {
  // The request
  bad_request: { status: 400, retryable: false, title: "The request is malformed." },
  options_invalid: { status: 400, retryable: false, title: "The options are not valid." },
  file_missing: { status: 400, retryable: false, title: "The request carries no file." },
  idempotency_key_invalid: { status: 400, retryable: false, title: "The Idempotency-Key is not valid." },
  idempotency_key_reused: {
    status: 422,
    retryable: false,
    title: "The Idempotency-Key has been used for another request.",
  },
  request_in_progress: {
    status: 409,
    retryable: true,
    title: "A request with the same Idempotency-Key is still being answered.",
  },
  route_unknown: { status: 404, retryable: false, title: "There is nothing at this address." },
  method_not_allowed: { status: 405, retryable: false, title: "This address does not take this method." },
  not_acceptable: { status: 406, retryable: false, title: "There is no format that the request accepts." },
  unsupported_media_type: {
    status: 415,
    retryable: false,
    title: "Send the PDF as multipart/form-data or application/pdf.",
  },
  payload_too_large: { status: 413, retryable: false, title: "The file is over the size limit." },
  // Who asks
  key_missing: { status: 401, retryable: false, title: "The request carries no API key and no token." },
  key_invalid: { status: 401, retryable: false, title: "The API key or token is not valid." },
  key_expired: { status: 401, retryable: false, title: "The API key or token has expired." },
  scope_missing: { status: 403, retryable: false, title: "The API key or token does not have the scope for this." },
  origin_refused: { status: 403, retryable: false, title: "The API key or token is not for this origin." },
  key_unknown: { status: 404, retryable: false, title: "There is no such API key." },
  key_revoked: { status: 409, retryable: false, title: "The API key has been revoked." },
  upload_token_used: { status: 409, retryable: false, title: "The upload token has been used for another upload." },
  too_many_keys: { status: 409, retryable: false, title: "The account has as many API keys as it may have." },
  issuer_unavailable: { status: 503, retryable: true, title: "The token's issuer does not give out its keys." },
  quota_exceeded: { status: 429, retryable: true, title: "The account has used its pages of the day." },
  too_many_jobs: { status: 429, retryable: true, title: "The account has as many jobs at work as it may have." },
  rate_limited: { status: 429, retryable: true, title: "Too many requests." },
  signature_invalid: { status: 401, retryable: false, title: "The delivery's signature is missing or wrong." },
  // Accounts
  accounts_not_set_up: { status: 404, retryable: false, title: "This deployment has no accounts." },
  registration_closed: { status: 403, retryable: false, title: "Nobody can register here by himself." },
  credentials_wrong: { status: 401, retryable: false, title: "The email address or the password is wrong." },
  session_ended: { status: 401, retryable: false, title: "The session has ended: log in again." },
  password_unusable: { status: 422, retryable: false, title: "The password is not one that an account may have." },
  link_invalid: { status: 422, retryable: false, title: "The link is wrong, was used, or has expired." },
  email_taken: { status: 409, retryable: false, title: "The email address has an account." },
  user_unknown: { status: 404, retryable: false, title: "There is no such user." },
  user_only: { status: 403, retryable: false, title: "Only a user who logged in may do this." },
  busy: { status: 503, retryable: true, title: "Too many do this at the same time." },
  confirmation_required: { status: 409, retryable: false, title: "What cannot be undone has to be confirmed." },
  // Uploads
  upload_unknown: { status: 404, retryable: false, title: "There is no such upload, or it has expired." },
  upload_incomplete: { status: 409, retryable: false, title: "Parts of the upload are missing." },
  upload_complete: { status: 409, retryable: false, title: "The upload is complete; it takes no further parts." },
  upload_offset_wrong: { status: 409, retryable: false, title: "The upload goes on at another place." },
  tus_version_unknown: { status: 412, retryable: false, title: "The upload protocol's version is not known." },
  part_invalid: { status: 422, retryable: false, title: "The part does not fit the upload." },
  checksum_mismatch: { status: 422, retryable: false, title: "The bytes are not those that the checksum tells of." },
  file_unknown: { status: 404, retryable: false, title: "No file with this hash is known." },
  // The job
  job_unknown: { status: 404, retryable: false, title: "There is no such job." },
  result_not_ready: { status: 409, retryable: true, title: "The job has no result yet." },
  job_failed: { status: 409, retryable: false, title: "The job failed and has no result." },
  result_expired: { status: 410, retryable: false, title: "The result has expired." },
  page_unknown: { status: 404, retryable: false, title: "The job has no such page." },
  table_unknown: { status: 404, retryable: false, title: "The result has no such table." },
  job_ended: { status: 409, retryable: false, title: "The job has ended already." },
  job_cancelled: { status: 409, retryable: false, title: "The job was cancelled." },
  // Webhooks
  endpoint_unknown: { status: 404, retryable: false, title: "There is no such webhook endpoint." },
  endpoint_disabled: { status: 409, retryable: false, title: "The webhook endpoint is disabled." },
  too_many_endpoints: { status: 409, retryable: false, title: "The account has as many endpoints as it may have." },
  delivery_unknown: { status: 404, retryable: false, title: "Nothing is known of this delivery." },
  // Sinks
  sink_unknown: { status: 404, retryable: false, title: "The job is delivered to no such sink." },
  sink_not_configured: { status: 422, retryable: false, title: "This deployment has no such sink." },
  sink_unavailable: { status: 503, retryable: true, title: "The sink does not answer." },
  sink_refused: { status: 422, retryable: false, title: "The sink does not take the result." },
  // What the broker gave up on
  dead_letter_unknown: { status: 404, retryable: false, title: "There is no such dead letter." },
  retry_useless: {
    status: 409,
    retryable: false,
    title: "The message's job has ended or is gone; a retry changes nothing.",
  },
  // The document
  file_empty: { status: 422, retryable: false, title: "The file is empty." },
  file_too_small: { status: 422, retryable: false, title: "The file is too small to be a PDF." },
  extension_wrong: { status: 422, retryable: false, title: "The file's name is not that of a PDF." },
  not_a_pdf: { status: 422, retryable: false, title: "The file is not a PDF." },
  pdf_corrupt: { status: 422, retryable: false, title: "The PDF is damaged beyond reading." },
  pdf_truncated: { status: 422, retryable: false, title: "The PDF ends before its end." },
  pdf_without_pages: { status: 422, retryable: false, title: "The PDF has no pages." },
  password_required: { status: 422, retryable: false, title: "The PDF can be opened only with a password." },
  password_wrong: { status: 422, retryable: false, title: "The PDF cannot be opened with this password." },
  encryption_unsupported: {
    status: 422,
    retryable: false,
    title: "The PDF is encrypted in a way that cannot be read.",
  },
  pdf_too_complex: {
    status: 422,
    retryable: false,
    title: "Reading the PDF takes more time or memory than a document may.",
  },
  document_rejected: { status: 422, retryable: false, title: "The document holds what the job's policy rejects." },
  too_many_pages: { status: 422, retryable: false, title: "The PDF has more pages than the limit." },
  pages_out_of_range: { status: 422, retryable: false, title: "None of the pages asked for exists." },
  provider_not_configured: {
    status: 422,
    retryable: false,
    title: "The service that this needs is not configured.",
  },
  enrichment_failed: { status: 502, retryable: true, title: "Not all of the result could be translated or embedded." },
  translation_unknown: { status: 404, retryable: false, title: "The result has no such translation." },
  glossary_unknown: { status: 404, retryable: false, title: "There is no such glossary." },
  too_many_glossaries: {
    status: 409,
    retryable: false,
    title: "The account has as many glossaries as it may have.",
  },
  glossary_invalid: { status: 422, retryable: false, title: "The glossary is not valid." },
  virus_found: { status: 422, retryable: false, title: "The file holds what a virus scanner recognises." },
  scan_too_large: { status: 413, retryable: false, title: "The file is larger than the virus scanner takes." },
  // The document's URL
  url_refused: { status: 422, retryable: false, title: "The URL is not one that is fetched from." },
  url_unusable: { status: 422, retryable: false, title: "The URL does not lead to a file." },
  url_too_large: { status: 413, retryable: false, title: "The file behind the URL is over the size limit." },
  url_unreachable: { status: 502, retryable: true, title: "Nothing could be fetched from the URL." },
  // The service
  document_lost: { status: 410, retryable: false, title: "The document expired before it was read." },
  message_malformed: { status: 489, retryable: false, title: "The queue message cannot be understood." },
  range_timed_out: { status: 503, retryable: true, title: "Reading a range of pages took too long." },
  deadline_exceeded: { status: 504, retryable: true, title: "The job did not finish within its deadline." },
  stage_failed: { status: 500, retryable: true, title: "A stage of the job failed at every attempt." },
  model_unavailable: { status: 503, retryable: true, title: "The service that translates or embeds does not answer." },
  store_unavailable: { status: 503, retryable: true, title: "The store does not answer." },
  scan_unavailable: { status: 503, retryable: true, title: "The virus scanner gives no verdict." },
  queue_unavailable: { status: 503, retryable: true, title: "The queue does not answer." },
  sealed_unreadable: {
    status: 410,
    retryable: false,
    title: "What is stored was sealed with a key that the service does not have any more.",
  },
  internal_error: { status: 500, retryable: true, title: "Something went wrong on our side." },
} as const satisfies Record<string, ErrorRow>;

/** A stable error code. */
export type ErrorCode = keyof typeof ERROR_TABLE;

/** All codes, for schemas. */
export const ERROR_CODES = Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]];
