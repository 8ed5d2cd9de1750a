/**
 * Commands that are asked for in one turn travel in one request, in the order in which they were asked for: what may go together is just not awaited in
 * between. The client has the like, but parts what reads from what writes, and so loses the order. A transaction takes the rest of its turn along.
 */
import { errors } from "@upstash/redis";

/** Upstash takes 10 MB a request. */
const MAX_BATCH_CHARS = 9_000_000;
const MAX_BATCH_COMMANDS = 100;

type Word = unknown;
type Command = readonly Word[];
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
  readonly commands: readonly Command[];
  /** Nothing may come between its commands, and each of their replies is the caller's to read. */
  readonly isTransaction: boolean;
  readonly chars: number;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

function charsOf(commands: readonly Command[]): number {
  return commands.flat().reduce<number>((sum, word) => sum + (typeof word === "string" ? word.length : 20), 0);
}

/**
 * The one command of a request, or those of a transaction; null for what is neither, and passes as it is. The client marks every request with the last
 * write that it knows of.
 */
function commandsOf(request: WireRequest): Pick<Waiting, "commands" | "isTransaction"> | null {
  const { path = [], body, upstashSyncToken: _, ...more } = request;
  if (!Array.isArray(body) || Object.values(more).some(Boolean)) return null;
  if (path.length === 0) return { commands: [body], isTransaction: false };
  return path.join("/") === "multi-exec" ? { commands: body, isTransaction: true } : null;
}

function splitUp(waiting: readonly Waiting[]): Waiting[][] {
  const batches: Waiting[][] = [];
  let chars = 0;
  let commands = 0;
  for (const each of waiting) {
    const last = batches.at(-1);
    const hasRoom = chars + each.chars <= MAX_BATCH_CHARS && commands + each.commands.length <= MAX_BATCH_COMMANDS;
    if (last !== undefined && hasRoom) last.push(each);
    else {
      batches.push([each]);
      chars = 0;
      commands = 0;
    }
    chars += each.chars;
    commands += each.commands.length;
  }
  return batches;
}

function answer({ request, isTransaction, resolve, reject }: Waiting, replies: readonly WireReply[]): void {
  const [first = { error: "ERR no reply" }] = replies;
  if (isTransaction) resolve(replies);
  else if (first.error === undefined) resolve(first);
  // As the client says it of a command that went alone.
  else reject(new errors.UpstashError(`${first.error}, command was: ${JSON.stringify(request.body)}`));
}

async function sendBatch(send: Send, batch: readonly Waiting[]): Promise<void> {
  try {
    const [first] = batch;
    if (batch.length === 1 && first !== undefined) return first.resolve(await send(first.request));
    const path = [batch.some(({ isTransaction }) => isTransaction) ? "multi-exec" : "pipeline"];
    const replies = (await send({ path, body: batch.flatMap(({ commands }) => commands) })) as readonly WireReply[];
    let from = 0;
    for (const each of batch) {
      const to = from + each.commands.length;
      answer(each, replies.slice(from, to));
      from = to;
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

/** The client's way to the wire with batches in between; all else passes as it is. */
export function batchByTurn(send: Send): Send {
  let waiting: Waiting[] = [];

  function flush(): void {
    const batches = splitUp(waiting);
    waiting = [];
    for (const batch of batches) void sendBatch(send, batch);
  }

  return (request) => {
    const asked = commandsOf(request);
    if (asked === null) return send(request);
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ ...asked, request, chars: charsOf(asked.commands), resolve, reject });
    });
  };
}
