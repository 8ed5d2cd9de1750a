/** A form field as it is filled in. */
import type { Box } from "../../contracts/box.ts";
import type { PageField } from "../../contracts/page-content.ts";
import { MAX_NAME_CHARS, MAX_VALUE_CHARS } from "../page/page-limits.ts";
import { plainLine, plainLines } from "../page/plain-text.ts";
import type { StatedAnnotation } from "./stated-annotation.ts";

/** A password is a field without a value. */
export function fieldOf(stated: StatedAnnotation, box: Box): PageField {
  const kind = kindOf(stated);
  const name = plainLine(stated.fieldName, MAX_NAME_CHARS);
  const shown = (kind === "text" || kind === "choice") && stated.password !== true;
  return { box, kind, name, value: shown ? valueIn(stated) : "", checked: isChecked(stated, kind) };
}

function kindOf({ fieldType, checkBox, radioButton }: StatedAnnotation): PageField["kind"] {
  if (fieldType === "Ch") return "choice";
  if (fieldType === "Sig") return "signature";
  if (fieldType !== "Btn") return "text";
  if (checkBox === true) return "checkbox";
  return radioButton === true ? "radio" : "button";
}

/** Choices are told by what a reader sees, not by what a form sends. */
function valueIn({ fieldValue, options }: StatedAnnotation): string {
  const values = [fieldValue].flat().filter((value) => typeof value === "string");
  const known = Array.isArray(options) ? (options as unknown[]) : [];
  const shown = values.map(
    (value) => known.filter(isOption).find((option) => option.exportValue === value)?.displayValue ?? value,
  );
  return plainLines(shown.join(", "), MAX_VALUE_CHARS);
}

function isOption(option: unknown): option is { readonly exportValue: unknown; readonly displayValue: string } {
  return (
    typeof option === "object" &&
    option !== null &&
    "exportValue" in option &&
    "displayValue" in option &&
    typeof option.displayValue === "string"
  );
}

function isChecked({ fieldValue, exportValue, buttonValue }: StatedAnnotation, kind: PageField["kind"]): boolean {
  if (typeof fieldValue !== "string" || fieldValue === "Off") return false;
  if (kind === "checkbox") return fieldValue === exportValue;
  return kind === "radio" && fieldValue === buttonValue;
}
