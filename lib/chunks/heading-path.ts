/** The headings in force, chunk by chunk. */
import { MAX_PATH_CHARACTERS } from "../limits/chunk-limits.ts";
import { isHeading, type Passage } from "./passage.ts";
import type { Unit } from "./unit.ts";

interface Heading {
  readonly level: number;
  readonly text: string;
}

export class HeadingPath {
  #open: Heading[] = [];

  /** The path for these units, which come after all that were given before: that of the first that is no heading. */
  follow(units: readonly Unit[]): string[] {
    let path: string[] | undefined;
    for (const { passage, start } of units) {
      if (!isHeading(passage)) path ??= this.#texts();
      else if (start === 0) this.#enter(passage);
    }
    return path ?? this.#texts();
  }

  #texts(): string[] {
    return this.#open.map(({ text }) => text);
  }

  #enter({ item: { block }, text }: Passage): void {
    const level = block.type === "heading" ? block.level : 0;
    this.#open = this.#open.filter((heading) => heading.level < level);
    this.#open.push({ level, text: shortened(text) });
  }
}

function shortened(text: string): string {
  const line = text.slice(0, MAX_PATH_CHARACTERS * 2).replaceAll(/\s+/g, " ");
  const signs = [...line];
  return signs.length <= MAX_PATH_CHARACTERS
    ? line
    : `${signs
        .slice(0, MAX_PATH_CHARACTERS - 1)
        .join("")
        .toWellFormed()}…`;
}
