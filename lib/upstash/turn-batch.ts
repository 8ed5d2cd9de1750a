/**
 * Commands that are asked for in one turn travel in one request, in the order in which they were asked for: what may go together is just not awaited in
 * between. The client has the like, but parts what reads from what writes, and so loses the order.
 */
import { errors } from "@upstash/redis";

/** Upstash takes 10 MB a request. */
const MAX_BATCH_CHARS = 9_000_000;
const MAX_BATCH_COMMANDS = 100;

type Word = unknown;
export interface WireRequest {
  readonly path?: readonly string[] | undefined;
  readonly body?: unknown;
  readonly upstashSyncToken?: string | undefined;
}
export interface WireReply {
  readonly result?: unknown;
  readonly error?: string;
}
export type Send = (request: WireRequest) => Promise<unknown>;

interface Waiting {
  readonly request: WireRequest;
  readonly chars: number;
  readonly resolve: (reply: WireReply) => void;
  readonly reject: (error: unknown) => void;
}

function charsOf(command: readonly Word[]): number {
  return command.reduce<number>((sum, word) => sum + (typeof word === "string" ? word.length : 20), 0);
}

/** Whether it is one command, to be answered once; the client marks every request with the last write that it knows of. */
function isCommand(request: WireRequest): request is { readonly body: readonly Word[] } {
  const { path = [], body, upstashSyncToken: _, ...more } = request;
  return path.length === 0 && Array.isArray(body) && Object.values(more).every((value) => !value);
}

function splitUp(waiting: readonly Waiting[]): Waiting[][] {
  const batches: Waiting[][] = [];
  let chars = Number.POSITIVE_INFINITY;
  for (const each of waiting) {
    const last = batches.at(-1);
    const hasRoom = chars + each.chars <= MAX_BATCH_CHARS && (last?.length ?? 0) < MAX_BATCH_COMMANDS;
    if (last !== undefined && hasRoom) last.push(each);
    else {
      batches.push([each]);
      chars = 0;
    }
    chars += each.chars;
  }
  return batches;
}

/** The client's way to the wire with batches in between; all else passes as it is. */
export function batchByTurn(send: Send): Send {
  let waiting: Waiting[] = [];

  async function sendBatch(batch: readonly Waiting[]): Promise<void> {
    const [first] = batch;
    try {
      if (batch.length === 1 && first !== undefined) return first.resolve((await send(first.request)) as WireReply);
      const replies = (await send({
        path: ["pipeline"],
        body: batch.map(({ request }) => request.body),
      })) as WireReply[];
      for (const [at, { request, resolve, reject }] of batch.entries()) {
        const reply = replies[at] ?? { error: "ERR no reply" };
        // As the client says it of a command that went alone.
        if (reply.error === undefined) resolve(reply);
        else reject(new errors.UpstashError(`${reply.error}, command was: ${JSON.stringify(request.body)}`));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  function flush(): void {
    const batches = splitUp(waiting);
    waiting = [];
    for (const batch of batches) void sendBatch(batch);
  }

  return (request) => {
    if (!isCommand(request)) return send(request);
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ request, chars: charsOf(request.body), resolve, reject });
    });
  };
}
