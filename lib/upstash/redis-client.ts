/** The one Redis client of a process, with the client's traps switched off. */
import { Redis, type RedisConfigNodejs } from "@upstash/redis";
import { REDIS_TIMEOUT_MS } from "../limits/limits.ts";
import { ByteWire, REDIS_RETRIES } from "./byte-wire.ts";
import { batchByTurn, type Send } from "./turn-batch.ts";

interface RedisSettings {
  readonly url: string;
  readonly token: string;
}

/** The client, which sends what is asked for in one turn in one request; and beside it a way for values that are bytes. */
export class RedisClient extends Redis {
  readonly bytes: ByteWire;

  constructor(settings: RedisSettings & RedisConfigNodejs, onRequest: (commands: number) => void = () => {}) {
    super(settings);
    const { client } = this;
    const batched = batchByTurn((request) => {
      onRequest(request.path !== undefined && Array.isArray(request.body) ? request.body.length : 1);
      return client.request(request as Parameters<typeof client.request>[0]);
    });
    this.client = {
      request: batched as Send as typeof client.request,
      get readYourWrites() {
        return client.readYourWrites ?? true;
      },
      get upstashSyncToken() {
        return client.upstashSyncToken ?? "";
      },
      set upstashSyncToken(token: string) {
        client.upstashSyncToken = token;
      },
    };
    const { url, token } = settings;
    const mark = {
      get: () => this.readYourWritesSyncToken,
      set: (token: string) => {
        this.readYourWritesSyncToken = token;
      },
    };
    this.bytes = new ByteWire({ url, token, mark });
  }
}

/**
 * No automatic deserialisation: it turns the text "7" into a number and JSON-looking text into objects.
 * Answers come as the text that was stored. By default the client has them sent in base64, for bytes that are no UTF-8: ours are
 * base64 already, and would cross the wire, and lie in memory, a third larger.
 * The signal is given as a function, because the client answers an aborted fixed signal with a made-up success.
 * The deadline covers a command with all its attempts. The client sends a command again when an answer is lost, whatever
 * the command: only idempotent steps may be sent. `onRequest` hears of each request, and how many commands it has.
 */
export function createRedisClient(settings: RedisSettings, onRequest?: (commands: number) => void): RedisClient {
  const config: ConstructorParameters<typeof RedisClient>[0] = {
    ...settings,
    automaticDeserialization: false,
    enableAutoPipelining: false,
    enableTelemetry: false,
    responseEncoding: false,
    retry: REDIS_RETRIES,
    signal: () => AbortSignal.timeout(REDIS_TIMEOUT_MS),
  };
  return new RedisClient(config, onRequest);
}

/**
 * The list that a hash command really answers: with deserialisation off the client hands it through as Redis sent it,
 * whatever its types say. (In a pipeline it does deserialise, and guesses at numbers: no value of ours is read in one.)
 */
export function rawReply<T>(reply: unknown): readonly T[] {
  return reply as readonly T[];
}
