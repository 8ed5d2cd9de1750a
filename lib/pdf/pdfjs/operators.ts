/** The operators of pdf.js's lists, by its own names, and what each does to a page. Those that are not here change nothing that is kept. */
import { asBox, asMatrix, IDENTITY } from "./matrix.ts";
import type { Operator } from "./operator.ts";
import type { PageCanvas } from "./page-canvas.ts";
import { paintingOperators } from "./path-operators.ts";

/** What comes from a file may be anything; a number that is none counts as 0. */
function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

const COLOR = /^#[0-9a-f]{6}$/i;

/** `#rrggbb` as a number; black for whatever else it is. */
function color(value: unknown): number {
  return typeof value === "string" && COLOR.test(value) ? Number.parseInt(value.slice(1), 16) : 0;
}

function moveText(canvas: PageCanvas, x: number, y: number): void {
  const { state } = canvas;
  state.lineX += x;
  state.lineY += y;
  state.x = state.lineX;
  state.y = state.lineY;
}

function setTextMatrix(canvas: PageCanvas, matrix = IDENTITY): void {
  const { state } = canvas;
  state.textMatrix = matrix;
  state.x = state.y = state.lineX = state.lineY = 0;
}

/** An entry of an external graphics state. */
function setParameter(canvas: PageCanvas, entry: unknown): void {
  if (!Array.isArray(entry)) return;
  const [name, value] = entry as [unknown, unknown];
  const { state } = canvas;
  if (name === "LW") state.lineWidth = Math.abs(number(value));
  else if (name === "CA") state.strokeAlpha = number(value);
  else if (name === "ca") state.fillAlpha = number(value);
  else if (name === "Font" && Array.isArray(value)) canvas.setFont(value[0], number(value[1]));
}

function isMask(group: unknown): boolean {
  return typeof group === "object" && group !== null && "smask" in group && Boolean(group.smask);
}

const STATE: Readonly<Record<string, Operator>> = {
  save: (canvas) => canvas.save(),
  restore: (canvas) => canvas.restore(),
  transform: (canvas, args) => canvas.transform(asMatrix(args) ?? IDENTITY),
  setLineWidth: ({ state }, [width]) => {
    state.lineWidth = Math.abs(number(width));
  },
  setGState: (canvas, [entries]) => {
    if (Array.isArray(entries)) for (const entry of entries) setParameter(canvas, entry);
  },
  setFillRGBColor: ({ state }, [value]) => {
    state.fill = color(value);
  },
  setStrokeRGBColor: ({ state }, [value]) => {
    state.stroke = color(value);
  },
  // Patterns have many colors; what is set in one is taken for black, which hides nothing.
  setFillColorN: ({ state }) => {
    state.fill = 0;
  },
  setStrokeColorN: ({ state }) => {
    state.stroke = 0;
  },
  setFillTransparent: ({ state }) => {
    state.fill = undefined;
  },
  setStrokeTransparent: ({ state }) => {
    state.stroke = undefined;
  },
};

const TEXT: Readonly<Record<string, Operator>> = {
  beginText: (canvas) => setTextMatrix(canvas),
  setTextMatrix: (canvas, [matrix]) => setTextMatrix(canvas, asMatrix(matrix)),
  moveText: (canvas, [x, y]) => moveText(canvas, number(x), number(y)),
  setLeadingMoveText: (canvas, [x, y]) => {
    canvas.state.leading = number(y);
    moveText(canvas, number(x), number(y));
  },
  setLeading: ({ state }, [leading]) => {
    state.leading = -number(leading);
  },
  nextLine: (canvas) => moveText(canvas, 0, canvas.state.leading),
  setCharSpacing: ({ state }, [spacing]) => {
    state.charSpacing = number(spacing);
  },
  setWordSpacing: ({ state }, [spacing]) => {
    state.wordSpacing = number(spacing);
  },
  setHScale: ({ state }, [percent]) => {
    state.horizontalScale = number(percent) / 100;
  },
  setTextRise: ({ state }, [rise]) => {
    state.rise = number(rise);
  },
  setTextRenderingMode: ({ state }, [mode]) => {
    state.renderMode = number(mode);
  },
  setFont: (canvas, [name, size]) => canvas.setFont(name, number(size)),
  showText: (canvas, [items]) => {
    if (Array.isArray(items)) canvas.showText(items);
  },
};

const CONTENT: Readonly<Record<string, Operator>> = {
  beginMarkedContent: ({ marks }, [tag]) => marks.begin(tag, null),
  beginMarkedContentProps: ({ marks }, [tag, identifier]) => marks.begin(tag, identifier),
  endMarkedContent: ({ marks }) => marks.end(),
  paintFormXObjectBegin: (canvas, [matrix, box]) => canvas.beginForm(asMatrix(matrix), asBox(box)),
  paintFormXObjectEnd: (canvas) => canvas.endForm(),
  beginGroup: (canvas, [group]) => canvas.beginGroup(isMask(group)),
  endGroup: (canvas) => canvas.endGroup(),
  shadingFill: (canvas) => canvas.paintShading(),
  paintImageXObject: (canvas) => canvas.paintPoint(false),
  paintInlineImageXObject: (canvas) => canvas.paintPoint(false),
  paintImageMaskXObject: (canvas) => canvas.paintPoint(true),
  paintSolidColorImageMask: (canvas) => canvas.paintPoint(true),
};

/** In a mask only the operators count that bound it. */
const SEEN_IN_MASKS = new Set(["beginGroup", "endGroup"]);

/** The operators by pdf.js's numbers for them. */
export interface OperatorSet {
  readonly table: readonly (Operator | undefined)[];
  /** Those that need a font. */
  readonly setFont: number;
  readonly setGState: number;
}

/**
 * `numbers` come with pdf.js's module. Throws when it does not know one of the names: then it is another version than this was
 * written for.
 */
export function operatorSet(numbers: Readonly<Record<string, number>>): OperatorSet {
  const table: (Operator | undefined)[] = [];
  for (const [name, operator] of Object.entries({ ...STATE, ...TEXT, ...CONTENT, ...paintingOperators(numbers) })) {
    table[numberOf(name, numbers)] = SEEN_IN_MASKS.has(name) ? operator : unlessInMask(operator);
  }
  return { table, setFont: numberOf("setFont", numbers), setGState: numberOf("setGState", numbers) };
}

function unlessInMask(operator: Operator): Operator {
  return (canvas, args) => {
    if (!canvas.inMask) operator(canvas, args);
  };
}

function numberOf(name: string, numbers: Readonly<Record<string, number>>): number {
  const number = numbers[name];
  if (number === undefined) throw new Error(`This build of pdf.js has no operator ${name}.`);
  return number;
}
