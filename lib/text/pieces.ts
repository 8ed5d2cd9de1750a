/** All that a page says, one text after the other, so that what is spread over several blocks is read as one; and where each stands. */
import type { LaidOutPage } from "../contracts/block.ts";
import type { Box } from "../contracts/box.ts";
import type { HIDDEN_REASONS, ResultBlock } from "../contracts/result-block.ts";

export interface Piece {
  readonly text: string;
  readonly page?: number | undefined;
  readonly box?: Box | undefined;
  /** Of text that nobody sees. */
  readonly hidden?: (typeof HIDDEN_REASONS)[number] | undefined;
}

/** The pieces as one text, parted by line feeds; `at` tells the piece of a place in it. */
export interface JoinedPieces {
  readonly text: string;
  readonly at: (place: number) => Piece | undefined;
}

export function joinPieces(pieces: readonly Piece[]): JoinedPieces {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of pieces) {
    starts.push(length);
    length += text.length + 1;
  }
  return {
    text: pieces.map(({ text }) => text).join("\n"),
    at: (place) => pieces[lastAtMost(starts, place)],
  };
}

function lastAtMost(starts: readonly number[], place: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Cells for themselves; behind a block's text what the file says that it shows. */
export function piecesOf({ blocks }: LaidOutPage): Piece[] {
  return blocks.flatMap(({ block }) => blockPieces(block));
}

function blockPieces(block: ResultBlock): Piece[] {
  const { page, box, text } = block;
  switch (block.type) {
    case "table":
      return block.cells.filter((cell) => cell.text !== "").map((cell) => ({ text: cell.text, page, box: cell.box }));
    case "hidden":
      return [{ text, page, box, hidden: block.reason }];
    case "figure":
      return withSign({ text, page, box }, block.alt);
    case "field":
      return withSign({ text, page, box }, block.name);
    default:
      return text === "" ? [] : [{ text, page, box }];
  }
}

function withSign(piece: Piece, sign: string | undefined): Piece[] {
  return [piece, { ...piece, text: sign ?? "" }].filter(({ text }) => text !== "");
}
