/** Under which names the store knows a document, a document with its options, and a request's idempotency key. */
import { DEFAULT_ENGINE } from "../contracts/engine-choice.ts";
import { canonicalOptions } from "../contracts/job-options.ts";
import type { Application } from "../jobs/admission.ts";
import type { Links } from "../jobs/job-record.ts";
import { READER_VERSION } from "../limits/result-version.ts";
import { idempotencyKey, knownKey, quarantineKey } from "./keys.ts";
import type { TenantNamer } from "./tenant-names.ts";

export interface ContentNames {
  readonly links: Links;
  /** Of the request's content, to tell whether an idempotency key comes with the same one. */
  readonly fingerprint: string;
}

/** A document that has not been fetched is known by its address alone. */
export function contentNamer(nameFor: TenantNamer, resultVersion: string): (application: Application) => ContentNames {
  return ({ tenant, source, options, asked, shared, once }) => {
    const name = nameFor(tenant);
    const file = source.sha256 ?? `url ${source.url ?? ""}`;
    // What a password opened is for those who have it.
    const content = source.password === undefined ? file : JSON.stringify([file, source.password]);
    const { engine = DEFAULT_ENGINE } = options;
    const canonical = canonicalOptions(options);
    // Who is told of a job has no part in its result.
    const told = source.webhook === undefined ? [] : [JSON.stringify(source.webhook)];
    return {
      links: {
        quarantine: quarantineKey(name("quarantine", content, engine, READER_VERSION)),
        ...(shared ? { known: knownKey(name("known", content, canonical, resultVersion)) } : {}),
        ...(once === null ? {} : { idempotency: idempotencyKey(name("idempotency", once.operation, once.key)) }),
      },
      fingerprint: name("request", content, canonicalOptions(asked ?? options), source.name, ...told),
    };
  };
}
