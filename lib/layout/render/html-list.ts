/** Consecutive list items in HTML, nested by their levels. */
import type { ListMarker } from "./list-marker.ts";

interface OpenList {
  readonly level: number;
  readonly tag: "ul" | "ol";
  /** The number that the next item has by itself. */
  next: number;
}

export class HtmlList {
  readonly #open: OpenList[] = [];

  /** Everything up to the item's text. The item stays open: a list inside of it may follow. */
  begin(level: number, { number }: ListMarker, attributes: string): string {
    const tag = number === undefined ? "ul" : "ol";
    let out = "";
    while ((this.#open.at(-1)?.level ?? 0) > level) out += this.#close();
    if (this.#open.at(-1)?.level === level && this.#open.at(-1)?.tag !== tag) out += this.#close();
    const list = this.#open.at(-1);
    if (list?.level === level) out += "</li>\n";
    else out += this.#openList({ level, tag, next: 1 });
    const current = this.#open.at(-1);
    const counted = number === undefined || number === current?.next;
    if (current !== undefined) current.next = (number ?? 0) + 1;
    return `${out}<li${counted ? "" : ` value="${number}"`}${attributes}>`;
  }

  /** Closes what is open. */
  end(): string {
    let out = "";
    while (this.#open.length > 0) out += this.#close();
    return out;
  }

  #openList(list: OpenList): string {
    const inside = this.#open.length > 0;
    this.#open.push(list);
    return `${inside ? "\n" : ""}<${list.tag}>\n`;
  }

  #close(): string {
    const list = this.#open.pop();
    return list === undefined ? "" : `</li>\n</${list.tag}>${this.#open.length > 0 ? "\n" : ""}`;
  }
}
