/**
 * What is kept outside of this process is sealed: AES-256-GCM under a data key of its job, and that key under the service's own
 * (envelope encryption, NIST SP 800-57 part 1). Whoever deletes the wrapped key has made unreadable all that was sealed with it.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, randomFillSync } from "node:crypto";
import { DocatError } from "../errors/docat-error.ts";

const CIPHER = "aes-256-gcm";
export const KEY_BYTES = 32;
/** Random nonces of 96 bits: NIST SP 800-38D allows 2^32 of them for one key, and a job seals a few thousand values. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What sealing adds to a value. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;
const KEY_NAME_CHARS = 8;
const KEY_CONTEXT = "docat: data key";

/** A data key, and the text by which it is kept. */
export interface DataKey {
  readonly bytes: Buffer;
  /** Name of the service's key, a full stop, base64 of the sealed data key. */
  readonly wrapped: string;
}

/** `nonce | ciphertext | tag`. The context (what the value is, and its place) is not in it and must be the same to open it. */
export function seal(key: Buffer, context: string, value: Uint8Array): Buffer {
  return sealInto(Buffer.allocUnsafe(value.byteLength + SEAL_BYTES), key, context, value);
}

/** The same in memory that is there already: `target` has room for it. Answers the part of it that is used. */
export function sealInto(target: Buffer, key: Buffer, context: string, value: Uint8Array): Buffer {
  const sealed = target.subarray(0, value.byteLength + SEAL_BYTES);
  const nonce = randomFillSync(sealed.subarray(0, NONCE_BYTES));
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context));
  sealed.set(cipher.update(value), NONCE_BYTES);
  // The mode is a stream's: all bytes are there by now, and this only makes the tag.
  cipher.final();
  sealed.set(cipher.getAuthTag(), NONCE_BYTES + value.byteLength);
  return sealed;
}

function unreadable(why: string, cause?: unknown): DocatError {
  return new DocatError("sealed_unreadable", { cause: new Error(why, { cause }) });
}

/** Throws `sealed_unreadable` when the value was changed, stands in another place, or was sealed with another key. */
export function unseal(key: Buffer, context: string, sealed: Uint8Array): Buffer {
  if (sealed.byteLength < SEAL_BYTES) throw unreadable("A sealed value is too short.");
  const end = sealed.byteLength - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(end));
  const value = decipher.update(sealed.subarray(NONCE_BYTES, end));
  try {
    // The mode is a stream's: all bytes are there by now, and this only checks the tag.
    decipher.final();
  } catch (error) {
    throw unreadable("A sealed value does not fit its key or its place.", error);
  }
  return value;
}

/** The same as base64 text, for what is kept as text. */
export function sealText(key: Buffer, context: string, text: string): string {
  return seal(key, context, Buffer.from(text)).toString("base64");
}

export function unsealText(key: Buffer, context: string, sealed: string): string {
  return unseal(key, context, Buffer.from(sealed, "base64")).toString();
}

function nameOf(key: Buffer): string {
  return createHash("sha256").update(key).digest("hex").slice(0, KEY_NAME_CHARS);
}

export class Vault {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #name: string;
  readonly #key: Buffer;

  /** `current` wraps new data keys; `previous` ones still open what they wrapped. Each has 32 bytes. */
  constructor(current: Buffer, previous: readonly Buffer[] = []) {
    const keys = [current, ...previous];
    if (keys.some(({ byteLength }) => byteLength !== KEY_BYTES)) throw new Error("A key of the vault has 32 bytes.");
    this.#keys = new Map(keys.map((key) => [nameOf(key), key] as const));
    this.#key = current;
    this.#name = nameOf(current);
  }

  /** Of the key that wraps new data keys; it tells nothing of the key itself. */
  get name(): string {
    return this.#name;
  }

  newKey(): DataKey {
    const bytes = randomBytes(KEY_BYTES);
    return { bytes, wrapped: this.#wrap(bytes) };
  }

  #wrap(bytes: Buffer): string {
    return `${this.#name}.${sealText(this.#key, KEY_CONTEXT, bytes.toString("base64"))}`;
  }

  /** The same data key wrapped by the current key; as it was when it is already. */
  rewrap(wrapped: string): string {
    return wrapped.startsWith(`${this.#name}.`) ? wrapped : this.#wrap(this.unwrap(wrapped));
  }

  /** Throws `sealed_unreadable` when the key was wrapped by a key that this vault does not have. */
  unwrap(wrapped: string): Buffer {
    const [name = "", sealed = ""] = wrapped.split(".", 2);
    const key = this.#keys.get(name);
    if (key === undefined) throw unreadable("It was sealed with a service key that is not set any more.");
    return Buffer.from(unsealText(key, KEY_CONTEXT, sealed), "base64");
  }

  /**
   * A key of an account's own for one purpose, derived from a service's key (HMAC-SHA-256 as a key derivation function, NIST SP 800-108): what many
   * jobs share needs no key beside it. Null when that service's key is not set any more.
   */
  derive(purpose: string, account: string, serviceKey = this.#name): Buffer | null {
    const key = this.#keys.get(serviceKey);
    return key === undefined
      ? null
      : createHmac("sha256", key)
          .update(JSON.stringify([purpose, account]))
          .digest();
  }

  /** A text that brings its own wrapped key along; with `wrapped`, a job's. */
  enclose(context: string, text: string, wrapped = this.newKey().wrapped): string {
    return `${wrapped}:${sealText(this.unwrap(wrapped), context, text)}`;
  }

  /** The same text for whoever has the current key; as it was when it is already. */
  reseal(enclosed: string): string {
    const [wrapped = "", sealed = ""] = enclosed.split(":", 2);
    return `${this.rewrap(wrapped)}:${sealed}`;
  }

  disclose(context: string, enclosed: string): string {
    const [wrapped = "", sealed = ""] = enclosed.split(":", 2);
    return unsealText(this.unwrap(wrapped), context, sealed);
  }
}

/** 32 bytes as base64, base64url or hex; null for anything else. */
export function parseKey(text: string): Buffer | null {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  const isText = /^[A-Za-z0-9+/_-]{43}=?$/.test(text) || /^[0-9a-f]{64}$/i.test(text);
  return isText && key.byteLength === KEY_BYTES ? key : null;
}
