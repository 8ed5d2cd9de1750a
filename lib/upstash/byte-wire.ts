/**
 * Commands that carry a document's pieces, megabytes at a time. The client makes strings of them, several of each: the heap grows by a hundred
 * megabytes for what lives for moments, and stays so. Here they go between the wire and memory outside of the heap.
 */
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { REDIS_TIMEOUT_MS } from "../limits/limits.ts";
import { answeredResult, answeredTexts } from "./byte-answer.ts";
import { type CommandWord, commandBody } from "./byte-command.ts";

/** How often a request is sent again when no answer comes, and after how many milliseconds. */
export const REDIS_RETRIES = { retries: 3, backoff: (attempt: number) => 100 * 2 ** attempt };

/** Where the store is, and the mark of the last write that its next answer has to know of: the client's own, so that both see one store. */
export interface WireSettings {
  readonly url: string;
  readonly token: string;
  readonly mark: { get(): string | undefined; set(mark: string): void };
}

export class ByteWire {
  readonly #settings: WireSettings;

  constructor(settings: WireSettings) {
    this.#settings = settings;
  }

  /** HMGET of values that are base64, as the text that came; null for what the hash does not have. They share memory. */
  async hashTexts(key: string, fields: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return answeredTexts(await this.#ask(["hmget", key, ...fields]));
  }

  /** Sends the script by its digest, and whole when the server does not know it. As with the client, it may run more than once. */
  async run(script: string, keys: readonly string[], args: readonly CommandWord[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args];
    const digest = createHash("sha1").update(script).digest("hex");
    try {
      return answeredResult(await this.#ask(["evalsha", digest, ...rest]));
    } catch (error) {
      if (!(error instanceof Error && /\bNOSCRIPT\b/i.test(error.message))) throw error;
      return answeredResult(await this.#ask(["eval", script, ...rest]));
    }
  }

  async #ask(command: readonly CommandWord[]): Promise<Buffer> {
    const { url, token, mark } = this.#settings;
    const response = await this.#send(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "upstash-sync-token": mark.get() ?? "",
      },
      body: commandBody(command),
      cache: "no-store",
      signal: AbortSignal.timeout(REDIS_TIMEOUT_MS),
    });
    mark.set(response.headers.get("upstash-sync-token") ?? "");
    return Buffer.from(await response.arrayBuffer());
  }

  /** An answer of any kind is one. Without one, it is sent again within the same deadline. */
  async #send(url: string, init: RequestInit): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await fetch(url, init);
      } catch (error) {
        if (init.signal?.aborted || attempt >= REDIS_RETRIES.retries) throw error;
        await pause(REDIS_RETRIES.backoff(attempt));
      }
    }
  }
}
