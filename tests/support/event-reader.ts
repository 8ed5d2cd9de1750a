/** Reads server-sent events as a browser does (the HTML standard, 9.2.6): an event that is cut off is none, and the last id is kept over connections. */
export interface ReadEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: unknown;
}

export class EventReader {
  readonly events: ReadEvent[] = [];
  lastId: string | null = null;
  #rest = "";
  #id: string | null = null;
  #event = "";
  #data: string[] = [];

  get hasEnded(): boolean {
    return this.lastId === "end";
  }

  /** A new connection: what the one before had not finished is lost. */
  connect(): void {
    this.#rest = "";
    this.#forget();
  }

  read(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line);
  }

  #forget(): void {
    this.#id = null;
    this.#event = "";
    this.#data = [];
  }

  #line(line: string): void {
    if (line === "") {
      this.#dispatch();
      return;
    }
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "id") this.#id = value;
    if (field === "event") this.#event = value;
    if (field === "data") this.#data.push(value);
  }

  #dispatch(): void {
    if (this.#id !== null) this.lastId = this.#id;
    if (this.#data.length > 0) {
      this.events.push({ id: this.#id, event: this.#event || "message", data: JSON.parse(this.#data.join("\n")) });
    }
    this.#forget();
  }
}
