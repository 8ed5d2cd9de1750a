/** A service that speaks OpenAI's protocol, on loopback: translates by a rule that can be undone in the head, and misbehaves as told. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface AskedText {
  readonly id: string;
  readonly text: string;
}

/** What came in. */
export interface Asked {
  readonly path: string;
  readonly system: string;
  readonly user: string;
  readonly texts: readonly AskedText[];
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Misbehaviour {
  /** Answers with this status; with `Retry-After` where it is given. */
  readonly status?: number;
  readonly retryAfter?: string;
  /** Milliseconds before it answers. */
  readonly delayMs?: number;
  /** The answer breaks off, as it does when its length is spent. */
  readonly truncated?: boolean;
  /** What it answers in place of translations. */
  readonly content?: string;
  readonly translate?: (text: string, asked: Asked) => string;
}

export interface ModelServer {
  readonly url: string;
  readonly asked: Asked[];
  /** What is done about a request; nothing unusual without it. `nth` counts from 1. */
  behave(rule: ((asked: Asked, nth: number) => Misbehaviour | undefined) | null): void;
  close(): Promise<void>;
}

/** Word by word into a language that there is not: letters change, tags and entities stay. */
export function gibberish(text: string): string {
  return text.replace(/<[^>]*>|&[a-z#0-9]+;|\p{L}+/gu, (word) =>
    word.startsWith("<") || word.startsWith("&") ? word : `${word.toLowerCase()}o`,
  );
}

export function answerChat(
  asked: Asked,
  { translate = gibberish, truncated = false, content }: Misbehaviour = {},
): object {
  const translations = asked.texts.map(({ id, text }) => ({ id, text: translate(text, asked) }));
  const whole = content ?? JSON.stringify({ translations });
  const text = truncated ? whole.slice(0, Math.floor(whole.length / 2)) : whole;
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "local",
    choices: [
      { index: 0, message: { role: "assistant", content: text }, finish_reason: truncated ? "length" : "stop" },
    ],
    usage: {
      prompt_tokens: asked.user.length,
      completion_tokens: text.length,
      total_tokens: asked.user.length + text.length,
    },
  };
}

/** Numbers that depend on the text alone. */
export function vectorOf(text: string, dimensions: number): number[] {
  const digest = createHash("sha512").update(text).digest();
  return Array.from({ length: dimensions }, (_, n) => ((digest[n % digest.length] ?? 0) - 127.5) / 127.5);
}

export function answerEmbeddings(body: Readonly<Record<string, unknown>>): object {
  const input = body.input as readonly string[];
  const dimensions = typeof body.dimensions === "number" ? body.dimensions : 16;
  return {
    object: "list",
    model: "local",
    data: input.map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text, dimensions) })),
    usage: { prompt_tokens: input.join("").length, total_tokens: input.join("").length },
  };
}

/** The data between the lines that nobody can guess. */
function textsIn(user: string): AskedText[] {
  const data = user.split("\n").find((line) => line.startsWith("{"));
  return data === undefined ? [] : (JSON.parse(data) as { texts: AskedText[] }).texts;
}

export function readAsked(path: string, authorization: string | undefined, text: string): Asked {
  const body = JSON.parse(text) as Record<string, unknown>;
  const messages = (body.messages ?? []) as readonly { readonly role: string; readonly content: unknown }[];
  const said = (role: string) => {
    const content = messages.find((message) => message.role === role)?.content ?? "";
    return typeof content === "string" ? content : (content as { text: string }[]).map((part) => part.text).join("");
  };
  const user = said("user");
  return { path, authorization, body, system: said("system"), user, texts: textsIn(user) };
}

async function bodyText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

export async function startModelServer(): Promise<ModelServer> {
  const asked: Asked[] = [];
  let rule: ((asked: Asked, nth: number) => Misbehaviour | undefined) | null = null;
  const server = createServer((request, response) => {
    void (async () => {
      const one = readAsked(request.url ?? "", request.headers.authorization, await bodyText(request));
      asked.push(one);
      const how = rule?.(one, asked.length) ?? {};
      if (how.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, how.delayMs));
      if (how.status !== undefined) {
        const headers = how.retryAfter === undefined ? {} : { "retry-after": how.retryAfter };
        return send(response, how.status, { error: { message: "no" } }, headers);
      }
      return send(response, 200, one.path.endsWith("/embeddings") ? answerEmbeddings(one.body) : answerChat(one, how));
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    behave(next) {
      rule = next;
    },
    close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
