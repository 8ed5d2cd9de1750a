/** Figures: images, and drawings that lie together. What is written inside of them belongs to them. */
import type { Box } from "../contracts/box.ts";
import type { Surroundings } from "./frame.ts";
import type { Line } from "./line.ts";

export interface Figure {
  readonly box: Box;
  /** Labels, from top to bottom. */
  readonly lines: readonly Line[];
}

/** Drawings closer than this many points lie together. */
const NEAR = 8;
/** Smaller than this in either direction is an ornament. */
const MIN_SIDE = 24;
/** A page's ground, not a figure of it. */
const MAX_SHARE = 0.85;
/** Fewer strokes than this make no drawing: frames and rounded corners are drawn with one or two. */
const MIN_DRAWINGS = 4;
/** More text than this, by area, is set on a ground and not part of a drawing. */
const MAX_TEXT_SHARE = 0.35;
const MAX_PARTS = 3_000;
const MAX_LABEL_CHARACTERS = 40;
const MAX_LABEL_SIZE = 1.07;
const MIN_HEADING_CHARACTERS = 8;
/** What holds more than this share of the page's text is the page's ground. */
const MAX_PAGE_SHARE = 0.5;

interface Cluster {
  box: Box;
  images: number;
  drawings: number;
}

/** Finds figures and takes their labels out of `lines`. Boxes of tables found before are `taken`. Near-linear, bounded by MAX_PARTS. */
export function findFigures(
  around: Surroundings,
  size: { readonly width: number; readonly height: number },
  em: number,
  lines: readonly Line[],
  taken: readonly Box[],
): { readonly figures: Figure[]; readonly rest: Line[] } {
  const none = { figures: [], rest: [...lines] };
  if (around.images.length + around.drawings.length === 0) return none;
  const area = size.width * size.height;
  const free = (box: Box): boolean =>
    areaOf(box) <= MAX_SHARE * area && !taken.some((other) => coveredBy(box, other) > 0.5);
  const parts: Cluster[] = [
    ...around.images.filter(free).map((box) => ({ box, images: 1, drawings: 0 })),
    ...around.drawings.filter(free).map((box) => ({ box, images: 0, drawings: 1 })),
    ...around.rulings
      .map(({ x0, y0, x1, y1 }): Box => [x0, y0, x1, y1])
      .filter(free)
      .map((box) => ({ box, images: 0, drawings: 0 })),
  ].slice(0, MAX_PARTS);
  const clusters = cluster(parts).filter(
    ({ box, images, drawings }) =>
      box[2] - box[0] >= MIN_SIDE &&
      box[3] - box[1] >= MIN_SIDE &&
      (images > 0 || drawings >= MIN_DRAWINGS) &&
      areaOf(box) <= MAX_SHARE * area,
  );
  const characters = lines.reduce((sum, line) => sum + lengthOf(line), 0);
  let rest = [...lines];
  const figures: Figure[] = [];
  for (const { box: drawn, images, drawings } of clusters.slice(0, 200)) {
    const box = drawings >= MIN_DRAWINGS ? withLabels(drawn, rest, em) : drawn;
    const inside = withoutProse(rest.filter((line) => isInside(line, box)));
    if (
      !isDrawing(box, inside, em) ||
      inside.reduce((sum, line) => sum + lengthOf(line), 0) > MAX_PAGE_SHARE * characters
    ) {
      if (images > 0) figures.push({ box, lines: [] });
      continue;
    }
    const labels = new Set(inside);
    figures.push({ box, lines: inside });
    rest = rest.filter((line) => !labels.has(line));
  }
  return { figures, rest };
}

/** How far outside of a drawing its labels stand, in ems; how long they are. */
const LABEL_EMS = 1.8;
const OUTER_LABEL_CHARACTERS = 24;

/** The box with the short, small texts right beside it: numbers along an axis, names of panels. */
function withLabels(drawn: Box, lines: readonly Line[], em: number): Box {
  let box = drawn;
  for (let round = 0; round < 2; round++) {
    const near: Box = [
      box[0] - LABEL_EMS * em,
      box[1] - LABEL_EMS * em,
      box[2] + LABEL_EMS * em,
      box[3] + LABEL_EMS * em,
    ];
    for (const line of lines) {
      const isLabel =
        line.size <= 0.97 * em &&
        lengthOf(line) <= OUTER_LABEL_CHARACTERS &&
        line.right - line.left <= 0.5 * (drawn[2] - drawn[0]);
      if (!isLabel || !isInside(line, near)) continue;
      box = [
        Math.min(box[0], line.left),
        Math.min(box[1], line.top),
        Math.max(box[2], line.right),
        Math.max(box[3], line.bottom),
      ];
    }
  }
  return box;
}

function isDrawing(box: Box, inside: readonly Line[], em: number): boolean {
  // Labels are set smaller than the text; headings are not labels.
  if (inside.some((line) => line.size > MAX_LABEL_SIZE * em && lengthOf(line) > MIN_HEADING_CHARACTERS)) return false;
  const text = inside.reduce((sum, line) => sum + (line.right - line.left) * (line.bottom - line.top), 0);
  const longest = inside.reduce((most, line) => Math.max(most, lengthOf(line)), 0);
  return (
    text <= MAX_TEXT_SHARE * areaOf(box) &&
    longest <= 2 * MAX_LABEL_CHARACTERS &&
    averageLength(inside) <= MAX_LABEL_CHARACTERS
  );
}

/** Lines as long as those of running text, and those that go on with them, are not part of a drawing that they lie in. */
function withoutProse(inside: readonly Line[]): Line[] {
  const prose = inside.filter((line) => lengthOf(line) > MAX_LABEL_CHARACTERS);
  if (prose.length === 0) return [...inside];
  return inside.filter((line) => !prose.some((other) => other === line || goesOnWith(other, line)));
}

function goesOnWith(a: Line, b: Line): boolean {
  return (
    Math.abs(a.left - b.left) < a.size &&
    Math.abs(a.base - b.base) <= 4 * a.size &&
    Math.abs(a.size - b.size) < 0.1 * a.size
  );
}

function averageLength(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + lengthOf(line), 0) / (lines.length || 1);
}

function lengthOf({ words }: Line): number {
  return words.reduce((sum, { text }) => sum + text.length + 1, 0);
}

function isInside(line: Line, [left, top, right, bottom]: Box): boolean {
  const x = (line.left + line.right) / 2;
  const y = (line.top + line.bottom) / 2;
  return x >= left && x <= right && y >= top && y <= bottom;
}

function areaOf([left, top, right, bottom]: Box): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}

/** Share of `box` that lies in `other`; of a box without an area, whether it does. */
function coveredBy(box: Box, other: Box): number {
  const width = Math.min(box[2], other[2]) - Math.max(box[0], other[0]);
  const height = Math.min(box[3], other[3]) - Math.max(box[1], other[1]);
  if (width < 0 || height < 0) return 0;
  return (
    (Math.max(width, 0.1) * Math.max(height, 0.1)) / (Math.max(box[2] - box[0], 0.1) * Math.max(box[3] - box[1], 0.1))
  );
}

/** Unites boxes that touch or nearly do: sorted from top to bottom, compared with those that are still open. */
function cluster(parts: Cluster[]): Cluster[] {
  const closed: Cluster[] = [];
  let open: Cluster[] = [];
  for (const part of parts.sort((a, b) => a.box[1] - b.box[1])) {
    const still: Cluster[] = [];
    const touched: Cluster[] = [];
    for (const other of open) {
      if (other.box[3] + NEAR < part.box[1]) closed.push(other);
      else if (other.box[0] - NEAR <= part.box[2] && part.box[0] - NEAR <= other.box[2]) touched.push(other);
      else still.push(other);
    }
    open = [...still, touched.reduce(unite, part)];
  }
  return [...closed, ...open];
}

function unite(a: Cluster, b: Cluster): Cluster {
  return {
    box: [
      Math.min(a.box[0], b.box[0]),
      Math.min(a.box[1], b.box[1]),
      Math.max(a.box[2], b.box[2]),
      Math.max(a.box[3], b.box[3]),
    ],
    images: a.images + b.images,
    drawings: a.drawings + b.drawings,
  };
}
