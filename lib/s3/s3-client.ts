/** Signed requests to a store that speaks S3: each with a deadline, tried again when that may help, its reply bounded. */
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { AwsV4Signer } from "aws4fetch";
import { DocatError } from "../errors/docat-error.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";
import {
  MAX_OBJECT_REPLY_BYTES,
  OBJECT_ATTEMPTS,
  OBJECT_CALL_TIMEOUT_MS,
  OBJECT_RETRY_MS,
} from "../limits/object-limits.ts";
import { addressOf, type S3Settings } from "./s3-address.ts";
import { textOf } from "./xml.ts";

interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Of the object, without the prefix. */
  readonly name: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
  readonly timeoutMs?: number;
  /** Ends the request besides the deadline. */
  readonly signal?: AbortSignal;
}

/** Codes by which a reply says that what was asked for is not there. */
const ABSENT = new Set(["NoSuchKey", "NoSuchUpload", "NotFound"]);

/** `store_unavailable`, with nothing of the request in it: a signature in a log would be a key to the object. */
export function storeError(what: string): DocatError {
  const cause = new Error(`Object store: ${what}`);
  return new DocatError("store_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS, cause });
}

/** All of a reply as text, up to the bound. */
export async function textOfReply(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > MAX_OBJECT_REPLY_BYTES) throw storeError("the reply is too long");
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof DocatError ? error : storeError("the reply broke off");
  }
  return Buffer.concat(chunks).toString();
}

/** What a reply's code is, when it looks like one. */
export function codeOf(xml: string): string | null {
  const code = textOf(xml, "Code");
  return code !== null && /^[A-Za-z]{1,64}$/.test(code) ? code : null;
}

type Tried = { readonly response: Response | null } | { readonly failure: string; readonly again: boolean };

export class S3Client {
  readonly #settings: S3Settings;

  constructor(settings: S3Settings) {
    this.#settings = settings;
  }

  /** Null when what is asked for is not there. The caller reads the body or cancels it. */
  async send(request: S3Request): Promise<Response | null> {
    for (let attempt = 1; ; attempt++) {
      const tried = await this.#try(request);
      if (!("failure" in tried)) return tried.response;
      if (!tried.again || attempt >= OBJECT_ATTEMPTS || request.signal?.aborted) throw storeError(tried.failure);
      await wait(OBJECT_RETRY_MS * 4 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }

  /** A URL that carries its signature. The headers that are given must come with the request just so. */
  async presign(request: Pick<S3Request, "method" | "name" | "query" | "headers">, seconds: number): Promise<string> {
    const url = this.#urlOf(request);
    url.searchParams.set("X-Amz-Expires", String(seconds));
    const signer = this.#signer({ ...request, url, signQuery: true, allHeaders: true });
    return (await signer.sign()).url.href;
  }

  #urlOf({ name, query = {} }: Pick<S3Request, "name" | "query">): URL {
    const url = addressOf(this.#settings, name);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    return url;
  }

  #signer(request: {
    readonly method: string;
    readonly url: URL;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly signQuery?: boolean;
    readonly allHeaders?: boolean;
  }): AwsV4Signer {
    const { region, accessKeyId, secretAccessKey } = this.#settings;
    const { url, headers = {}, ...rest } = request;
    return new AwsV4Signer({ ...rest, url: url.href, headers, region, accessKeyId, secretAccessKey, service: "s3" });
  }

  async #try(request: S3Request): Promise<Tried> {
    const { method, body, headers, timeoutMs = OBJECT_CALL_TIMEOUT_MS, signal } = request;
    const sha256 = createHash("sha256")
      .update(body ?? "")
      .digest("hex");
    // Of what is signed with its hash a store takes nothing else in.
    const signed = { ...headers, "x-amz-content-sha256": sha256 };
    const signer = this.#signer({ method, url: this.#urlOf(request), headers: signed });
    const { url, headers: all } = await signer.sign();
    const deadline = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: all,
        redirect: "manual",
        signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      return { failure: error instanceof Error ? error.name : "no answer", again: true };
    }
    if (response.ok) return { response };
    return this.#explain(response);
  }

  async #explain(response: Response): Promise<Tried> {
    const { status } = response;
    const code = codeOf(await textOfReply(response).catch(() => ""));
    if (status === 404 && (code === null || ABSENT.has(code))) return { response: null };
    return { failure: code === null ? String(status) : `${status} ${code}`, again: status >= 500 || status === 429 };
  }
}
