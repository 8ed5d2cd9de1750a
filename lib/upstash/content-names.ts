/**
 * Under which names the store knows a document, a document with its options, and a request's idempotency key. Every name is
 * an HMAC with a key of the tenant's own: one tenant's names cannot be made from another's, nor from a document.
 */
import { createHmac } from "node:crypto";
import { DEFAULT_ENGINE } from "../contracts/engine-choice.ts";
import { canonicalOptions } from "../contracts/job-options.ts";
import type { Application } from "../jobs/admission.ts";
import type { Links } from "../jobs/job-record.ts";
import { READER_VERSION } from "../limits/result-version.ts";
import { idempotencyKey, knownKey, quarantineKey } from "./keys.ts";

export interface ContentNames {
  readonly links: Links;
  /** Of the request's content, to tell whether an idempotency key comes with the same one. */
  readonly fingerprint: string;
}

/** `secret` is one that all instances of a deployment have; it is used for nothing but to derive keys. */
export function contentNamer(secret: string, resultVersion: string): (application: Application) => ContentNames {
  const mac = (key: string | Buffer, ...parts: readonly (string | null)[]) =>
    createHmac("sha256", key).update(JSON.stringify(parts));
  const master = mac(secret, "docat: names of contents").digest();
  return ({ tenant, source, options, shared, once }) => {
    const key = mac(master, tenant).digest();
    const name = (...parts: readonly (string | null)[]) => mac(key, ...parts).digest("hex");
    const { engine = DEFAULT_ENGINE } = options;
    const canonical = canonicalOptions(options);
    return {
      links: {
        quarantine: quarantineKey(name("quarantine", source.sha256, engine, READER_VERSION)),
        ...(shared ? { known: knownKey(name("known", source.sha256, canonical, resultVersion)) } : {}),
        ...(once === null ? {} : { idempotency: idempotencyKey(name("idempotency", once.operation, once.key)) }),
      },
      fingerprint: name("request", source.sha256, canonical, source.name),
    };
  };
}
