/**
 * Where the images of a page lie. pdf.js is told to leave images out, so that none is ever unpacked, and then it gives no operator
 * for them, only how many there were. Each is drawn into a unit square that was moved in place just before, mostly alone between
 * saving and restoring the state: a moved space in which nothing was drawn is where an image was.
 */
import type { Box } from "../../contracts/box.ts";
import type { ShapeList } from "../page/shape-list.ts";
import type { GraphicsState } from "./graphics-state.ts";
import { boxOf } from "./matrix.ts";

/** Spaces that are kept; further ones are forgotten. */
const MAX_PLACES = 10_000;
const UNIT_SQUARE: Box = [0, 0, 1, 1];

export class ImagePlaces {
  readonly #places: { readonly box: Box; readonly clip: Box }[] = [];

  /** A moved space was left without anything drawn in it. */
  addEmptySpace({ ctm, clip }: GraphicsState): void {
    if (this.#places.length < MAX_PLACES) this.#places.push({ box: boxOf(ctm, UNIT_SQUARE), clip });
  }

  /** The page's images: as many of the empty spaces as images were left out, the largest ones, in the order of the page. */
  tell(leftOut: number, shapes: ShapeList): void {
    const largest = this.#places.toSorted((a, b) => areaOf(b.box) - areaOf(a.box)).slice(0, leftOut);
    const chosen = new Set(largest);
    for (const place of this.#places) if (chosen.has(place)) shapes.addImage(place.box, place.clip);
  }
}

function areaOf([left, top, right, bottom]: Box): number {
  const area = (right - left) * (bottom - top);
  return Number.isFinite(area) ? area : 0;
}
