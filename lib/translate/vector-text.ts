/** Vectors as they are kept and given: base64 of little-endian 32-bit floats, or of signed bytes. */
import type { EmbedOptions } from "../contracts/enrich-options.ts";

export type VectorFormat = NonNullable<EmbedOptions["format"]>;

const MOST = 127;

/** Signed bytes keep the direction: the largest component becomes 127 or -127. Null for what is no vector. */
export function encodeVector(vector: readonly number[], format: VectorFormat): string | null {
  if (vector.length === 0 || !vector.every(Number.isFinite)) return null;
  if (format === "float") {
    const bytes = Buffer.alloc(vector.length * 4);
    for (const [at, value] of vector.entries()) bytes.writeFloatLE(Math.fround(value), at * 4);
    return bytes.toString("base64");
  }
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest === 0 ? 0 : MOST / largest;
  return Buffer.from(Int8Array.from(vector, (value) => Math.round(value * scale)).buffer).toString("base64");
}

/** How many numbers a vector has. */
export function dimensionsOf(text: string, format: VectorFormat): number {
  return Buffer.byteLength(text, "base64") / (format === "float" ? 4 : 1);
}
