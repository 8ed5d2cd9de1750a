/** Answers in the shapes of the older APIs. */
import type { MiddlewareHandler } from "hono";
import { problemSchema } from "../contracts/problem.ts";
import { renderMarkdown } from "../layout/render/render-markdown.ts";
import type { OpenResult } from "../pipeline/read-result.ts";
import { errorTextOf } from "./older-api.ts";

/** A problem document becomes an object with one member, of that name. Status and headers stay. Registered before all that may refuse. */
export function errorsAs(member: "detail" | "error"): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { res } = context;
    if (res.headers.get("content-type") !== "application/problem+json") return;
    const parsed = problemSchema.safeParse(await res.json());
    const text = parsed.success ? errorTextOf(parsed.data) : "Something went wrong on our side.";
    const headers = new Headers(res.headers);
    headers.set("content-type", "application/json");
    // Assigning an answer keeps the headers of the one before, unless there is none.
    context.res = undefined;
    context.res = new Response(JSON.stringify({ [member]: text }), { status: res.status, headers });
  };
}

/** The inside of a JSON string: of a text in chunks, each can be written by itself. */
const inside = (text: string) => JSON.stringify(text).slice(1, -1);

async function* bodyOf(before: object, { pages }: OpenResult, after: object): AsyncGenerator<string> {
  const head = JSON.stringify(before).slice(0, -1);
  const tail = JSON.stringify(after).slice(1);
  yield `${head},"result":{"content":"`;
  for await (const text of renderMarkdown(pages)) if (text !== "") yield inside(text);
  yield `"}${tail === "}" ? "" : ","}${tail}`;
}

/** `{…before, result: {content}, …after}`, streamed: a result is as long as it is. `before` is not empty. */
export function withContent(
  before: object,
  result: OpenResult,
  after: object,
  onError: (error: unknown) => void,
): Response {
  const chunks = (async function* () {
    try {
      yield* bodyOf(before, result, after);
    } catch (error) {
      onError(error);
      throw error;
    }
  })();
  return new Response(ReadableStream.from(chunks).pipeThrough(new TextEncoderStream()), {
    headers: { "content-type": "application/json", "cache-control": "private, no-store" },
  });
}
