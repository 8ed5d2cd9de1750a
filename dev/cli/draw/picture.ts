/** A picture in memory onto which boxes and labels are painted. */
import type { Box } from "../../../lib/contracts/box.ts";
import { LETTER_HEIGHT, LETTER_WIDTH, letterRows } from "./letters.ts";

export class Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity of each pixel, by rows from the top. */
  readonly rgba: Uint8Array;

  constructor(width: number, height: number, rgba: Uint8Array) {
    this.width = width;
    this.height = height;
    this.rgba = rgba;
  }

  /** Colours an area through: `opacity` from 0 to 1. Coordinates are pixels; what lies outside of the picture is left out. */
  tint([left, top, right, bottom]: Box, color: number, opacity: number): void {
    const [x0, x1] = within(left, right, this.width);
    const [y0, y1] = within(top, bottom, this.height);
    for (let y = y0; y < y1; y += 1) {
      for (let x = x0; x < x1; x += 1) this.#blend(x, y, color, opacity);
    }
  }

  /** The outline of a box, on its inside. */
  frame([left, top, right, bottom]: Box, color: number, thickness: number): void {
    const [x0, x1] = [Math.round(left), Math.round(right)];
    const [y0, y1] = [Math.round(top), Math.round(bottom)];
    this.tint([x0, y0, x1, y0 + thickness], color, 1);
    this.tint([x0, y1 - thickness, x1, y1], color, 1);
    this.tint([x0, y0, x0 + thickness, y1], color, 1);
    this.tint([x1 - thickness, y0, x1, y1], color, 1);
  }

  /** White letters on a ground of this colour, the ground's top left corner at x, y, moved so that all of it is in the picture. */
  label(x: number, y: number, text: string, color: number, scale: number): void {
    const width = (text.length * (LETTER_WIDTH + 1) + 1) * scale;
    const height = (LETTER_HEIGHT + 2) * scale;
    const left = Math.max(0, Math.min(Math.round(x), this.width - width));
    const top = Math.max(0, Math.min(Math.round(y), this.height - height));
    this.tint([left, top, left + width, top + height], color, 1);
    for (const [place, letter] of [...text].entries()) {
      this.#letter(left + (place * (LETTER_WIDTH + 1) + 1) * scale, top + scale, letter, scale);
    }
  }

  #letter(left: number, top: number, letter: string, scale: number): void {
    for (const [row, bits] of letterRows(letter).entries()) {
      for (let column = 0; column < LETTER_WIDTH; column += 1) {
        if ((bits & (1 << column)) === 0) continue;
        const [x, y] = [left + column * scale, top + row * scale];
        this.tint([x, y, x + scale, y + scale], 0xffffff, 1);
      }
    }
  }

  #blend(x: number, y: number, color: number, opacity: number): void {
    const at = 4 * (y * this.width + x);
    for (let channel = 0; channel < 3; channel += 1) {
      const wanted = (color >> (16 - 8 * channel)) & 255;
      const before = this.rgba[at + channel] ?? 0;
      this.rgba[at + channel] = Math.round(before + (wanted - before) * opacity);
    }
    this.rgba[at + 3] = 255;
  }
}

/** The whole pixels from `from` to `to`, exclusive, that lie within a length. */
function within(from: number, to: number, length: number): [number, number] {
  return [Math.max(0, Math.round(from)), Math.min(length, Math.round(to))];
}
