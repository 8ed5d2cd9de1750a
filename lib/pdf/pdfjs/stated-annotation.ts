/** An annotation as pdf.js tells it. */

/** The part of an annotation of pdf.js that is used; whatever the file makes of it. */
export interface StatedAnnotation {
  readonly subtype?: unknown;
  readonly rect?: unknown;
  readonly annotationFlags?: unknown;
  readonly contentsObj?: unknown;
  readonly url?: unknown;
  readonly dest?: unknown;
  readonly fieldType?: unknown;
  readonly fieldName?: unknown;
  readonly fieldValue?: unknown;
  readonly password?: unknown;
  readonly options?: unknown;
  readonly checkBox?: unknown;
  readonly radioButton?: unknown;
  readonly exportValue?: unknown;
  readonly buttonValue?: unknown;
}
