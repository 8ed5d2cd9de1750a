/** Passwords at rest: scrypt (RFC 7914), with its parameters in the text, so that they can rise without a reset. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { DocatError } from "../errors/docat-error.ts";
import {
  BUSY_RETRY_AFTER_SECONDS,
  MAX_HASHES_AT_ONCE,
  MAX_HASHES_WAITING,
  SCRYPT_COST,
} from "../limits/account-limits.ts";
import { normalisePassword } from "./password-rules.ts";

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

export interface ScryptCost {
  /** The binary logarithm of N. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

export interface PasswordHasher {
  /** `$scrypt$ln=17,r=8,p=1$salt$hash`, in base64 without padding. Throws `busy` when too many wait. */
  hash(password: string): Promise<string>;
  /** Whether the password is the one; null, for an account that there is not, costs the same and is always false. Throws `busy`. */
  verify(password: string, encoded: string | null): Promise<boolean>;
  /** Whether a hash was made at another cost than hashes are now. */
  isDated(encoded: string): boolean;
}

interface Encoded {
  readonly cost: ScryptCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const TEXT = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

function decode(text: string): Encoded | null {
  const [, logN, r, p, salt = "", hash = ""] = TEXT.exec(text) ?? [];
  if (logN === undefined) return null;
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") };
}

function encode({ cost, salt, hash }: Encoded): string {
  const plain = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${plain(salt)}$${plain(hash)}`;
}

function run(password: string, salt: Buffer, { logN, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** logN;
  // What it needs is 128 N r and 128 r p (RFC 7914, section 2), and node's own default allows a quarter of that.
  return derive(normalisePassword(password), salt, HASH_BYTES, { N, r, p, maxmem: 128 * r * (N + p + 2) });
}

/** So many at once, so many more in line. */
function turnstile(atOnce: number, waiting: number) {
  const line: (() => void)[] = [];
  let inside = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside >= atOnce) {
      if (line.length >= waiting) throw new DocatError("busy", { retryAfterSeconds: BUSY_RETRY_AFTER_SECONDS });
      await new Promise<void>((enter) => line.push(enter));
    } else inside++;
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next === undefined) inside--;
      else next();
    }
  };
}

export interface HasherSettings {
  readonly cost?: ScryptCost;
  readonly atOnce?: number;
  readonly waiting?: number;
}

/** One for a process: it bounds the memory that all hashes take together. */
export function createPasswordHasher(settings: HasherSettings = {}): PasswordHasher {
  const { cost = SCRYPT_COST, atOnce = MAX_HASHES_AT_ONCE, waiting = MAX_HASHES_WAITING } = settings;
  const inTurn = turnstile(atOnce, waiting);
  const dummy = { cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      return encode({ cost, salt, hash: await inTurn(() => run(password, salt, cost)) });
    },
    async verify(password, encoded) {
      const known = encoded === null ? null : decode(encoded);
      const against = known ?? dummy;
      const hash = await inTurn(() => run(password, against.salt, against.cost));
      return timingSafeEqual(hash, against.hash) && known !== null;
    },
    isDated(encoded) {
      const known = decode(encoded)?.cost;
      return known === undefined || known.logN !== cost.logN || known.r !== cost.r || known.p !== cost.p;
    },
  };
}
