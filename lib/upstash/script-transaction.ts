/** Several calls of scripts that start together go out as one transaction: one request, and nothing comes in between. */
import type { Redis } from "@upstash/redis";

export interface ScriptCaller {
  evalsha(sha: string, keys: string[], args: unknown[]): Promise<unknown>;
  eval(script: string, keys: string[], args: unknown[]): Promise<unknown>;
}

type Method = "evalsha" | "eval";
interface Waiting {
  readonly method: Method;
  readonly call: readonly [script: string, keys: string[], args: unknown[]];
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A caller for exactly `size` calls, each of which may come twice: by the script's digest, and whole when the server does not know it. It sends
 * when all of them are there.
 */
export function transactionOfScripts(redis: Redis, size: number): ScriptCaller {
  let waiting: Waiting[] = [];

  async function send(calls: readonly Waiting[]): Promise<void> {
    try {
      const transaction = redis.multi();
      for (const { method, call } of calls) transaction[method](...call);
      const replies = await transaction.exec<unknown[]>({ keepErrors: true });
      for (const [at, { resolve, reject }] of calls.entries()) {
        const { result, error } = replies[at] as { result?: unknown; error?: string };
        if (error === undefined) resolve(result);
        else reject(new Error(error));
      }
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  const enqueue = (method: Method) => (script: string, keys: string[], args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.push({ method, call: [script, keys, args], resolve, reject });
      if (waiting.length < size) return;
      const calls = waiting;
      waiting = [];
      void send(calls);
    });

  return { evalsha: enqueue("evalsha"), eval: enqueue("eval") };
}
