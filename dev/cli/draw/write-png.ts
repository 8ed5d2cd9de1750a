/** Writes pictures as PNG (ISO/IEC 15948): 8 bits a channel, colour with opacity, no filter. */
import { crc32, deflateSync } from "node:zlib";
import type { Picture } from "./picture.ts";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const EIGHT_BITS = 8;
const COLOR_WITH_OPACITY = 6;

export function writePng({ width, height, rgba }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([EIGHT_BITS, COLOR_WITH_OPACITY], 8);
  // Each row begins with the number of its filter, 0 for none.
  const rows = Buffer.alloc(height * (4 * width + 1));
  for (let row = 0; row < height; row += 1) {
    rows.set(rgba.subarray(4 * width * row, 4 * width * (row + 1)), row * (4 * width + 1) + 1);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
