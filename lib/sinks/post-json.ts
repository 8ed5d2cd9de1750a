/** A request to a sink of the deployment's own: JSON there, a bounded answer back. Its address is a setting, and nobody else's word. */
import { DocatError } from "../errors/docat-error.ts";
import { MAX_SINK_ANSWER_BYTES, SINK_TIMEOUT_MS } from "../limits/sinks.ts";

export interface SinkAnswer {
  readonly status: number;
  /** As far as it was read. */
  readonly text: string;
}

async function readAnswer(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length >= MAX_SINK_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_SINK_ANSWER_BYTES).toString("utf8");
}

/** The cause tells the status and no more: what a sink says may name what is secret. */
export function sinkUnavailable(why: string): DocatError {
  return new DocatError("sink_unavailable", { cause: new Error(why) });
}

export function sinkRefused(why: string): DocatError {
  return new DocatError("sink_refused", { cause: new Error(why) });
}

/** Follows no redirect: it would carry the secret to another place. Throws `sink_unavailable` and `sink_refused`. */
export async function postJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<SinkAnswer> {
  let answer: SinkAnswer;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(SINK_TIMEOUT_MS),
    });
    answer = { status: response.status, text: await readAnswer(response) };
  } catch (error) {
    throw sinkUnavailable(error instanceof Error ? error.name : "no answer");
  }
  const { status } = answer;
  if (status >= 500 || status === 429 || status === 408) throw sinkUnavailable(`status ${status}`);
  if (status < 200 || status > 299) throw sinkRefused(`status ${status}`);
  return answer;
}
