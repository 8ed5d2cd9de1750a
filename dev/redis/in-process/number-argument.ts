/** Numbers in command arguments: read as strictly as Redis reads them, and written as it writes them. */
import type { ByteString } from "../byte-string.ts";
import { CommandFailure } from "./command-failure.ts";

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

/** A double as C's `%.<digits>g` prints it: no needless zeros, an exponent of two digits where one is due. */
export function formatDouble(value: number, digits = 17): ByteString {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0";
  const [mantissa = "", power = "0"] = value.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < digits) return withoutZeros(value.toFixed(digits - 1 - exponent));
  const sign = exponent < 0 ? "-" : "+";
  return `${withoutZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function withoutZeros(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
