/** A chunk's vector as numbers. */
import type { VectorFormat } from "./sink.ts";

export function numbersOf(base64: string, format: VectorFormat): number[] {
  const bytes = Buffer.from(base64, "base64");
  if (format === "int8") return Array.from(bytes, (_, at) => bytes.readInt8(at));
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(4 * at));
}
