/**
 * A run seen in its own writing frame: positions along the line and across the lines, whichever way the text is turned.
 * Lines are then built by one rule for horizontal, turned and vertical text.
 */
import type { Box } from "../contracts/block.ts";
import type { TextRun } from "../contracts/page-content.ts";
import { foldText } from "./fold-text.ts";
import { withoutFalseSpaces } from "./script.ts";

export interface Span {
  /** Folded; " " when the engine only saw a gap. */
  readonly text: string;
  /** Spans of different frames never share a line. */
  readonly frame: string;
  readonly start: number;
  readonly end: number;
  /** Grows from line to line. */
  readonly base: number;
  readonly size: number;
  readonly bold: boolean;
  readonly box: Box;
}

/** Runs turned less than this many degrees from a quarter turn are taken as straight: scans are. */
const STRAIGHT_DEGREES = 3;

export function toSpan(run: TextRun): Span {
  const frame = run.direction === "ttb" ? columnFrame(run) : lineFrame(run);
  const box: Box = [run.x, run.y, run.x + run.width, run.y + run.height];
  const text = run.text.trim() === "" ? " " : withoutFalseSpaces(foldText(run.text));
  return { text, ...frame, size: run.fontSize, bold: run.bold, box };
}

/** Whether text of this frame stands upright on the page, in either direction of writing. */
export function isUpright(frame: string): boolean {
  return frame === "0" || frame === "ttb";
}

type Frame = Pick<Span, "frame" | "start" | "end" | "base">;

/** Vertical writing: along the column downwards, columns from right to left. */
function columnFrame(run: TextRun): Frame {
  return { frame: "ttb", start: run.y, end: run.y + run.height, base: -run.baseline };
}

function lineFrame(run: TextRun): Frame {
  const angle = straighten(run.angle);
  const cos = Math.cos((angle * Math.PI) / 180);
  const sin = Math.sin((angle * Math.PI) / 180);
  const x = run.x + run.width / 2;
  const y = run.y + run.height / 2;
  const middle = x * cos - y * sin;
  const length = alongLine(run, Math.abs(cos), Math.abs(sin));
  return {
    frame: `${angle}`,
    start: middle - length / 2,
    end: middle + length / 2,
    base: across(run, angle, x * sin + y * cos),
  };
}

function straighten(angle: number): number {
  const quarter = (Math.round(angle / 90) * 90) % 360;
  const off = Math.abs(((angle - quarter + 540) % 360) - 180);
  return off <= STRAIGHT_DEGREES ? quarter : angle;
}

/** Length of a run along its line, from its upright box: the box of a turned run is thicker by the font's height. */
function alongLine(run: TextRun, cos: number, sin: number): number {
  const length = cos >= sin ? (run.width - run.fontSize * sin) / cos : (run.height - run.fontSize * cos) / sin;
  return Math.max(0, cos > 0.99 ? run.width : length);
}

/** The baseline across the lines; at odd angles, where the port tells none, it is put below the middle. */
function across(run: TextRun, angle: number, middle: number): number {
  if (angle % 90 !== 0) {
    return middle + 0.3 * run.fontSize;
  }
  return angle === 180 || angle === 270 ? -run.baseline : run.baseline;
}
