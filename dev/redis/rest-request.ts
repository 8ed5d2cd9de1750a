/** Reads commands out of REST requests: JSON arrays in the body, or path segments. */
import { type ByteString, fromText } from "./byte-string.ts";
import { type RedisCommand, RedisError } from "./redis-engine.ts";

const NOT_A_COMMAND = new RedisError("ERR failed to parse command, expected a JSON array of strings and numbers");
const NOT_A_PIPELINE = new RedisError("ERR failed to parse pipeline request, expected a two dimensional JSON array");

function argument(value: unknown): ByteString {
  if (typeof value === "string") return fromText(value);
  return fromText(JSON.stringify(value));
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** A command from a JSON array. Numbers, booleans and everything else become their JSON text. */
function commandOf(value: unknown): RedisCommand | RedisError {
  if (!Array.isArray(value) || value.length === 0 || typeof value[0] !== "string") return NOT_A_COMMAND;
  return value.map(argument);
}

export function parseCommand(body: Uint8Array): RedisCommand | RedisError {
  return commandOf(parseJson(body));
}

/** The commands of a pipeline or a transaction; one error for the whole body when it is not an array of arrays. */
export function parseCommands(body: Uint8Array): (RedisCommand | RedisError)[] | RedisError {
  const rows = parseJson(body);
  return Array.isArray(rows) && rows.length > 0 ? rows.map(commandOf) : NOT_A_PIPELINE;
}

function decode(segment: string): ByteString {
  try {
    return Buffer.from(decodeURIComponent(segment), "utf8").toString("latin1");
  } catch {
    return fromText(segment);
  }
}

export function pathSegments(url: URL): ByteString[] {
  return url.pathname
    .split("/")
    .slice(1)
    .filter((segment, at, all) => segment !== "" || at < all.length - 1)
    .map(decode);
}

/** `/set/foo?EX=100` with a body is SET foo <body> EX 100: path, then body, then query; `_token` is no argument. */
export function pathCommand(url: URL, body: Uint8Array): RedisCommand {
  const options = [...url.searchParams]
    .filter(([name]) => name !== "_token")
    .flatMap(([name, value]) => (value === "" ? [fromText(name)] : [fromText(name), fromText(value)]));
  const value = body.length > 0 ? [Buffer.from(body).toString("latin1")] : [];
  return [...pathSegments(url), ...value, ...options];
}
