/** A real Redis server behind the engine's port, spoken to over RESP. */
import { Redis, ReplyError } from "ioredis";
import { type ByteString, toText } from "./byte-string.ts";
import {
  type RedisCommand,
  type RedisEngine,
  RedisError,
  type RedisReply,
  type RedisSubscription,
} from "./redis-engine.ts";

const buffer = (bytes: ByteString): Buffer => Buffer.from(bytes, "latin1");

function reply(value: unknown): RedisReply {
  if (Buffer.isBuffer(value)) return value.toString("latin1");
  if (Array.isArray(value)) return value.map(reply);
  if (value instanceof Error) return new RedisError(value.message);
  if (typeof value === "number" || typeof value === "string") return value;
  return null;
}

async function attempt(run: () => Promise<unknown>): Promise<RedisReply> {
  try {
    return reply(await run());
  } catch (error) {
    if (error instanceof ReplyError) return new RedisError((error as Error).message);
    throw error;
  }
}

/** ioredis rewrites arguments and replies of these, by their names in lower case; in upper case it lets them be. */
const REWRITTEN = new Set(["hgetall", "hset", "hmset", "mset", "msetnx"]);

function parts([name = "", ...args]: RedisCommand): [name: string, ...args: Buffer[]] {
  const text = toText(name);
  return [REWRITTEN.has(text.toLowerCase()) ? text.toUpperCase() : text, ...args.map(buffer)];
}

async function transaction(client: Redis, commands: readonly RedisCommand[]): Promise<RedisReply[] | RedisError> {
  const pipeline = client.multi();
  for (const command of commands) pipeline.callBuffer(...parts(command));
  try {
    const results = (await pipeline.exec()) ?? [];
    return results.map(([error, value]) => reply(error ?? value));
  } catch (error) {
    if (error instanceof ReplyError) return new RedisError((error as Error).message);
    throw error;
  }
}

async function subscribe(
  client: Redis,
  ...[kind, names, hear]: Parameters<RedisEngine["subscribe"]>
): Promise<RedisSubscription> {
  const listener = client.duplicate();
  const text = (bytes: Buffer): ByteString => bytes.toString("latin1");
  listener.on("messageBuffer", (channel: Buffer, payload: Buffer) =>
    hear({ channel: text(channel), payload: text(payload) }),
  );
  listener.on("pmessageBuffer", (pattern: Buffer, channel: Buffer, payload: Buffer) =>
    hear({ pattern: text(pattern), channel: text(channel), payload: text(payload) }),
  );
  listener.on("error", () => {});
  if (kind === "channel") await listener.subscribe(...names.map(buffer));
  else await listener.psubscribe(...names.map((name) => toText(name)));
  return { close: async () => listener.disconnect() };
}

/**
 * Connects to the server at the URL. Rejects when nobody answers there within `connectTimeoutMs`; later losses are
 * repaired by connecting again. Closing ends the connection and not the server.
 */
export async function openServerEngine(options: {
  redisUrl: string;
  name?: string;
  connectTimeoutMs?: number;
}): Promise<RedisEngine> {
  const { redisUrl, name = `redis at ${new URL(redisUrl).host}`, connectTimeoutMs = 5000 } = options;
  const client = new Redis(redisUrl, { lazyConnect: true, connectTimeout: connectTimeoutMs, maxRetriesPerRequest: 3 });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return {
    name,
    execute: (command) => attempt(() => client.callBuffer(...parts(command))),
    transaction: (commands) => transaction(client, commands),
    subscribe: (kind, names, hear) => subscribe(client, kind, names, hear),
    close: async () => client.disconnect(),
  };
}
