/** What the operators of a page set and the ones that draw look at, and the stack on which they put it aside. */
import type { Box } from "../../contracts/box.ts";
import { IDENTITY, type Matrix } from "./matrix.ts";
import type { PdfjsFont } from "./pdfjs-font.ts";

export class GraphicsState {
  /** From the user space of the moment to the page as it is shown. */
  ctm: Matrix;
  /** What is outside of it is not shown; the box around the clipping path, in page coordinates. */
  clip: Box;
  /** 0xRRGGBB; undefined for what is not seen. */
  fill: number | undefined = 0;
  stroke: number | undefined = 0;
  fillAlpha = 1;
  strokeAlpha = 1;
  /** Of the groups around. */
  groupAlpha = 1;
  lineWidth = 1;
  font: PdfjsFont | undefined;
  /** Never negative: a negative size turns the text by half a turn, which is `fontDirection`. */
  fontSize = 0;
  fontDirection = 1;
  charSpacing = 0;
  wordSpacing = 0;
  horizontalScale = 1;
  leading = 0;
  rise = 0;
  renderMode = 0;
  textMatrix: Matrix = IDENTITY;
  /** Where the next glyph stands, and where its line began, in the text matrix. */
  x = 0;
  y = 0;
  lineX = 0;
  lineY = 0;
  /** Since this state was put in place: whether the space was moved, whether anything was drawn. */
  moved = false;
  drawn = false;

  constructor(ctm: Matrix, clip: Box) {
    this.ctm = ctm;
    this.clip = clip;
  }

  clone(): GraphicsState {
    const copy = Object.assign(new GraphicsState(this.ctm, this.clip), this);
    copy.moved = false;
    copy.drawn = false;
    return copy;
  }
}

/** Saved states that are kept; deeper ones are counted only, and share one state. */
const MAX_DEPTH = 512;

export class StateStack {
  readonly #saved: GraphicsState[] = [];
  #uncounted = 0;

  push(state: GraphicsState): GraphicsState {
    if (this.#saved.length >= MAX_DEPTH) {
      this.#uncounted += 1;
      return state;
    }
    this.#saved.push(state);
    return state.clone();
  }

  /** The state that was put aside last, or undefined when there is none. */
  pop(): GraphicsState | undefined {
    if (this.#uncounted === 0) return this.#saved.pop();
    this.#uncounted -= 1;
    return;
  }
}
