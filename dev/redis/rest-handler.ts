/** The Upstash Redis REST API as a function from Request to Response. */
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { eventStream } from "./event-stream.ts";
import { type RedisCommand, type RedisEngine, RedisError, type RedisReply } from "./redis-engine.ts";
import { refusal } from "./refused-commands.ts";
import { type Encoding, replyBody } from "./rest-reply.ts";
import { parseCommand, parseCommands, pathCommand, pathSegments } from "./rest-request.ts";
import { withScriptNames } from "./script-names.ts";

const METHODS = new Set(["HEAD", "GET", "POST", "PUT"]);
const UNAUTHORIZED =
  "WRONGPASS invalid or missing auth token. See https://docs.upstash.com/redis/troubleshooting/http_unauthorized for details.";
const DISCARDED = "EXECABORT Transaction discarded because of previous errors.";

interface RestOptions {
  readonly engine: RedisEngine;
  readonly token: string;
  /** Ends all event streams. */
  readonly signal: AbortSignal;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function authorized(request: Request, url: URL, token: string): boolean {
  const [, bearer] = /^Bearer\s+(.+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const given = bearer ?? url.searchParams.get("_token") ?? "";
  return timingSafeEqual(digest(given), digest(token));
}

async function execute(engine: RedisEngine, command: RedisCommand | RedisError): Promise<RedisReply> {
  if (command instanceof RedisError) return command;
  return refusal(command) ?? (await engine.execute(command));
}

const failure = (status: number, error: string): Response => Response.json({ error }, { status });

async function single(engine: RedisEngine, command: RedisCommand | RedisError, encoding: Encoding): Promise<Response> {
  const reply = await execute(engine, command);
  return Response.json(replyBody(reply, encoding), { status: reply instanceof RedisError ? 400 : 200 });
}

/** Runs the commands one after another; others may come in between. Their errors stand among the results. */
async function pipeline(engine: RedisEngine, body: Uint8Array, encoding: Encoding): Promise<Response> {
  const commands = parseCommands(body);
  if (commands instanceof RedisError) return failure(400, commands.message);
  const replies: RedisReply[] = [];
  for (const command of commands) replies.push(await execute(engine, command));
  return Response.json(replies.map((reply) => replyBody(reply, encoding)));
}

/** Runs all of the commands or, when one of them cannot even be tried, none. */
async function transaction(engine: RedisEngine, body: Uint8Array, encoding: Encoding): Promise<Response> {
  const commands = parseCommands(body);
  if (commands instanceof RedisError) return failure(400, commands.message);
  const accepted: RedisCommand[] = [];
  for (const command of commands) {
    const refused = command instanceof RedisError ? command : refusal(command);
    if (refused) return failure(400, `${DISCARDED} ${refused.message}`);
    if (!(command instanceof RedisError)) accepted.push(command);
  }
  const replies = await engine.transaction(accepted);
  if (replies instanceof RedisError) return failure(400, replies.message);
  return Response.json(replies.map((reply) => replyBody(reply, encoding)));
}

async function route(request: Request, url: URL, { engine, signal }: RestOptions): Promise<Response> {
  const encoding = request.headers.get("upstash-encoding")?.toLowerCase() === "base64" ? "base64" : "text";
  const [first = "", ...rest] = pathSegments(url);
  const name = first.toLowerCase();
  if ((name === "subscribe" || name === "psubscribe") && rest.length > 0) {
    const either = AbortSignal.any([signal, request.signal]);
    return eventStream(engine, name === "subscribe" ? "channel" : "pattern", rest, either);
  }
  const body = new Uint8Array(await request.arrayBuffer());
  if (name === "pipeline" && rest.length === 0) return await pipeline(engine, body, encoding);
  if (name === "multi-exec" && rest.length === 0) return await transaction(engine, body, encoding);
  if (name === "") return await single(engine, parseCommand(body), encoding);
  return await single(engine, pathCommand(url, body), encoding);
}

/**
 * Answers like Upstash: 200 with `{result}`, 400 with `{error}`, 401, 405; pipelines are 200 whatever is in them. It does
 * not count, bill or limit requests, knows one token, and answers JSON only.
 */
export function restHandler(options: RestOptions): (request: Request) => Promise<Response> {
  const dialect = { ...options, engine: withScriptNames(options.engine) };
  return async (request) => {
    const url = new URL(request.url);
    if (!METHODS.has(request.method)) return failure(405, `ERR method not allowed: ${request.method}`);
    if (!authorized(request, url, options.token)) return failure(401, UNAUTHORIZED);
    const response = await route(request, url, dialect);
    response.headers.set("upstash-sync-token", request.headers.get("upstash-sync-token") || randomUUID());
    return response;
  };
}
