/** Form fields as renderers show them. */
import type { BlockOf } from "../../contracts/result-block.ts";

const TICKED: ReadonlySet<string> = new Set(["checkbox", "radio"]);

/** Whether somebody filled the field in: it holds a value, or is ticked. The empty ones stand in JSON alone. */
export function isFilled(field: BlockOf<"field">): boolean {
  return TICKED.has(field.kind) ? field.checked === true : field.kind !== "button" && field.text.trim() !== "";
}

/** Whether the field is one that is ticked, or not; all others hold a value. */
export function isTicked(field: BlockOf<"field">): boolean {
  return TICKED.has(field.kind);
}
