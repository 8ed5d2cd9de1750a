/** The terms of a glossary as CSV (RFC 4180): two columns, quotes where they are needed, a header or none. */
import { glossaryTermSchema } from "../contracts/glossary.ts";
import type { GlossaryTerm } from "../contracts/translator.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_GLOSSARY_TERMS } from "../limits/glossary-limits.ts";

/** A term, and the line of the file in which it begins. */
export interface ImportedTerm extends GlossaryTerm {
  readonly line: number;
}

interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

function wrong(line: number, what: string): DocatError {
  return new DocatError("glossary_invalid", { detail: `Line ${line}: ${what}` });
}

/** Reads from left to right and never looks back, so that it takes as long as the text is. */
class CsvReader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Lines in which nothing stands are passed over. */
  *records(): Generator<CsvRecord> {
    while (this.#at < this.#text.length) {
      const line = this.#line;
      const fields = this.#record();
      if (fields.length > 1 || fields[0]?.trim() !== "") yield { line, fields };
    }
  }

  #record(): string[] {
    const fields: string[] = [];
    for (;;) {
      fields.push(this.#text[this.#at] === '"' ? this.#quoted() : this.#plain());
      // A third column is one too many, and nobody counts the rest.
      if (fields.length > 2) throw wrong(this.#line, "There are more than two columns.");
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === ",") continue;
      if (next === "\n") this.#line += 1;
      return fields;
    }
  }

  /** Up to the next comma or the end of the line. */
  #plain(): string {
    const from = this.#at;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const sign = this.#text[this.#at];
      if (sign === "," || sign === "\n") break;
      if (sign === '"')
        throw wrong(this.#line, 'A field with quotes in it stands in quotes, and each of them twice: "".');
    }
    const isLineEnd = this.#text[this.#at] !== ",";
    const field = this.#text.slice(from, this.#at);
    return isLineEnd && field.endsWith("\r") ? field.slice(0, -1) : field;
  }

  #quoted(): string {
    const begun = this.#line;
    const parts: string[] = [];
    for (;;) {
      const from = this.#at + 1;
      const end = this.#text.indexOf('"', from);
      if (end < 0) throw wrong(begun, "A quotation does not end.");
      const part = this.#text.slice(from, end);
      parts.push(part);
      this.#line += part.split("\n").length - 1;
      this.#at = end + 1;
      if (this.#text[this.#at] !== '"') break;
    }
    if (/^\r(?:\n|$)/.test(this.#text.slice(this.#at, this.#at + 2))) this.#at += 1;
    const next = this.#text[this.#at] ?? "\n";
    if (next !== "," && next !== "\n") throw wrong(this.#line, "Something stands behind a quotation.");
    return parts.join('"');
  }
}

function isHeader({ fields: [source = "", target = ""] }: CsvRecord): boolean {
  return source.trim().toLowerCase() === "source" && target.trim().toLowerCase() === "target";
}

/** Throws `glossary_invalid`, which names the line. */
export function termsFromCsv(text: string): ImportedTerm[] {
  const terms: ImportedTerm[] = [];
  let isFirst = true;
  for (const record of new CsvReader(text.replace(/^\uFEFF/, "")).records()) {
    const { line, fields } = record;
    const isHead = isFirst && isHeader(record);
    isFirst = false;
    if (isHead) continue;
    if (fields.length !== 2) throw wrong(line, "There is one column. A term and its translation make two.");
    if (terms.length >= MAX_GLOSSARY_TERMS) throw wrong(line, `A glossary has at most ${MAX_GLOSSARY_TERMS} terms.`);
    const parsed = glossaryTermSchema.safeParse({ source: fields[0], target: fields[1] });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw wrong(line, `${String(issue?.path[0] ?? "term")}: ${issue?.message ?? "Not valid."}`);
    }
    terms.push({ ...parsed.data, line });
  }
  return terms;
}
