/** What an operator of a page's content does. */
import type { PageCanvas } from "./page-canvas.ts";

export type Operator = (canvas: PageCanvas, args: readonly unknown[]) => void;
