/** What stands before a list item, by its marker in the document. */
import type { BlockOf } from "../../contracts/result-block.ts";

const NUMBER = /^(\d{1,9})([.)])$/;
/** Signs that mean nothing but "an item begins". */
const BULLET = /^[-*+•‣⁃∙●○◦▪▫■□◆◇►▶➢➤➔→–—·・\p{Co}\uFFFD]?$/u;

export interface ListMarker {
  /** The number of an item that is counted in plain numbers. */
  readonly number: number | undefined;
  /** `.` or `)` behind that number. */
  readonly delimiter: string;
  /** A marker that says more than a bullet does, and is to be kept as text: `(a)`, `iv.`, `1.2`, a box that is ticked. */
  readonly text: string;
}

export function listMarker({ marker, ordered }: BlockOf<"list_item">): ListMarker {
  const sign = marker.trim();
  const [, number, delimiter = "."] = NUMBER.exec(sign) ?? [];
  if (ordered && number !== undefined) return { number: Number(number), delimiter, text: "" };
  return { number: undefined, delimiter: "", text: !ordered && BULLET.test(sign) ? "" : sign };
}
