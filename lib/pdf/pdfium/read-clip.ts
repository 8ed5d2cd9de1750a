/** The area to which the drawing of an object is clipped. */
import type { Box } from "../../contracts/box.ts";
import { intersection } from "../page/shape-list.ts";
import { type Matrix, mapBox } from "./page-frame.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

/** Clips beyond these are not looked at: they only ever make smaller what is shown. */
const MAX_PATHS = 16;
const MAX_POINTS = 64;

/**
 * The box around the intersection of an object's clipping paths on the page; undefined when it has none. An empty one is a box
 * outside of every page. Clipping by text is left out of account.
 */
export function readClip({ exports, heap }: PdfiumInstance, object: Pointer, toPage: Matrix): Box | undefined {
  const clip = exports.FPDFPageObj_GetClipPath(object);
  const paths = clip === 0 ? 0 : exports.FPDFClipPath_CountPaths(clip);
  let area: Box | undefined;
  for (let path = 0; path < paths && path < MAX_PATHS; path += 1) {
    const points = exports.FPDFClipPath_CountPathSegments(clip, path);
    if (!(points > 0 && points <= MAX_POINTS)) continue;
    let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let point = 0; point < points; point += 1) {
      const segment = exports.FPDFClipPath_GetPathSegment(clip, path, point);
      if (segment === 0 || exports.FPDFPathSegment_GetPoint(segment, heap.word(0), heap.word(1)) === 0) continue;
      const x = heap.float(0);
      const y = heap.float(1);
      left = Math.min(left, x);
      right = Math.max(right, x);
      bottom = Math.min(bottom, y);
      top = Math.max(top, y);
    }
    if (!Number.isFinite(right - left + top - bottom)) continue;
    const box = mapBox(toPage, [left, bottom, right, top]);
    area = area === undefined ? box : (intersection(area, box) ?? NOWHERE);
  }
  return area;
}

const NOWHERE: Box = [-1e6, -1e6, -1e6, -1e6];
