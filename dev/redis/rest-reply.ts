/** Writes replies as the JSON bodies of the REST API. */
import { type ByteString, toBase64, toText } from "./byte-string.ts";
import { RedisError, type RedisReply } from "./redis-engine.ts";

export type Encoding = "text" | "base64";

interface ReplyBody {
  readonly result?: unknown;
  readonly error?: string;
}

function string(bytes: ByteString, encoding: Encoding, nested: boolean): string {
  if (encoding === "text") return toText(bytes);
  return bytes === "OK" && !nested ? bytes : toBase64(bytes);
}

function json(reply: RedisReply, encoding: Encoding, nested: boolean): unknown {
  if (typeof reply === "string") return string(reply, encoding, nested);
  if (Array.isArray(reply)) return reply.map((item) => json(item, encoding, true));
  return reply instanceof RedisError ? toText(reply.message) : reply;
}

/** `{result}` or `{error}`. In base64 every string is encoded but a bare OK; error sentences never are. */
export function replyBody(reply: RedisReply, encoding: Encoding): ReplyBody {
  if (reply instanceof RedisError) return { error: toText(reply.message) };
  return { result: json(reply, encoding, false) };
}
