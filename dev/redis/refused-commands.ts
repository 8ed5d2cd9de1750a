/** What Upstash does not take over REST: commands that block, that belong to a connection, or that it does not have. */
import { type RedisCommand, RedisError } from "./redis-engine.ts";

const COMPATIBILITY_PAGE = "https://upstash.com/docs/redis/overall/rediscompatibility";
const SIZE_PAGE = "https://upstash.com/docs/redis/troubleshooting/max_request_size_exceeded";

/** Bytes of one command, its name and arguments together. */
const MAX_COMMAND_BYTES = 10 * 1024 * 1024;

const REFUSED = new Set(
  [
    "BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN WAIT WAITAOF",
    "MULTI EXEC DISCARD WATCH UNWATCH",
    "SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE MONITOR",
    "AUTH HELLO QUIT RESET SELECT CLIENT SWAPDB MOVE ASKING READONLY READWRITE CLUSTER",
    "SHUTDOWN SAVE BGSAVE BGREWRITEAOF CONFIG DEBUG MODULE MIGRATE RESTORE DUMP",
    "REPLICAOF SLAVEOF SYNC PSYNC REPLCONF FAILOVER ROLE LATENCY SLOWLOG OBJECT MEMORY",
  ].flatMap((names) => names.split(" ")),
);

function blocks([name = "", ...args]: RedisCommand): boolean {
  if (!/^xread(group)?$/i.test(name)) return false;
  const streams = args.findIndex((arg) => arg.toUpperCase() === "STREAMS");
  return args.slice(0, streams === -1 ? undefined : streams).some((arg) => arg.toUpperCase() === "BLOCK");
}

/** The error that Upstash answers for a command it would not even try; nothing for the others. */
export function refusal(command: RedisCommand): RedisError | undefined {
  const name = (command[0] ?? "").toUpperCase();
  if (name === "" || REFUSED.has(name) || blocks(command)) {
    return new RedisError(`ERR Command is not available: '${name}'. See ${COMPATIBILITY_PAGE} for details`);
  }
  const bytes = command.reduce((sum, arg) => sum + arg.length, 0);
  if (bytes <= MAX_COMMAND_BYTES) return undefined;
  const sizes = `Limit: ${MAX_COMMAND_BYTES} bytes, Actual: ${bytes} bytes`;
  return new RedisError(`ERR max request size exceeded. ${sizes}. See ${SIZE_PAGE} for details`);
}
