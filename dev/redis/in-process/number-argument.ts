/** Numbers in command arguments: read as strictly as Redis reads them, and written as it writes them. */
import type { ByteString } from "../byte-string.ts";
import { CommandFailure } from "./command.ts";

const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/** A signed 64-bit integer in the only spelling Redis takes: no plus sign, no spaces, no leading zeros. */
export function bigInteger(text: ByteString, message = NOT_AN_INTEGER): bigint {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) throw new CommandFailure(message);
  const value = BigInt(text);
  if (value < LEAST || value > GREATEST) throw new CommandFailure(message);
  return value;
}

/** The same as a JavaScript number; beyond 2^53 it is rounded. */
export function integer(text: ByteString, message = NOT_AN_INTEGER): number {
  return Number(bigInteger(text, message));
}

/** Adds within 64 bits. */
export function addIntegers(left: bigint, right: bigint): bigint {
  const sum = left + right;
  if (sum < LEAST || sum > GREATEST) throw new CommandFailure("ERR increment or decrement would overflow");
  return sum;
}

/** A floating point number, also `inf` and `-inf`. */
export function float(text: ByteString, message = "ERR value is not a valid float"): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new CommandFailure(message);
  return Number(text);
}

/** A double as Redis 7 prints scores: the shortest spelling in 17 digits, integers without a fraction. */
export function formatDouble(value: number): ByteString {
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  if (Number.isInteger(value) && Math.abs(value) < 1e17) return Object.is(value, -0) ? "-0" : value.toFixed(0);
  const digits = value.toPrecision(17);
  const [mantissa = "", exponent] = digits.split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return exponent === undefined ? short : `${short}e${exponent.replace(/^([+-])(\d)$/, "$10$2")}`;
}
