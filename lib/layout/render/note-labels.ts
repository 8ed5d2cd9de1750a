/** Labels of footnotes: GitHub knows a footnote by its label alone, so that each of a document needs its own. */

/** Beyond this many marks lead nowhere. */
const MAX_NOTES = 100_000;
const MARK = /^[\p{L}\p{N}]{1,12}$/u;
const ID = /^[\w-]{1,40}$/;

export class NoteLabels {
  readonly #byNote = new Map<string, string>();
  readonly #taken = new Set<string>();

  /**
   * The label for a mark in the text: the mark itself, or, when an earlier note has it, with the note's id behind it. The same for
   * every mark of one note. Undefined for marks such as `*` that make no label.
   */
  refer(note: string, mark: string): string | undefined {
    const known = this.#byNote.get(note);
    if (known !== undefined || !MARK.test(mark) || !ID.test(note) || this.#byNote.size >= MAX_NOTES) return known;
    const label = this.#taken.has(mark) ? `${mark}-${note}` : mark;
    this.#taken.add(label);
    this.#byNote.set(note, label);
    return label;
  }

  /** The label that a mark in the text has been given, if any: a note that nothing leads to would not be shown. */
  labelOf(note: string): string | undefined {
    return this.#byNote.get(note);
  }
}
