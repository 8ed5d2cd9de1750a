/** A receiver of webhooks that is told of every job's end, and turns one event in twenty away at first; and what it should have been told. */
import { z } from "zod";
import { createRandom } from "../../tests/support/random.ts";
import { startReceiver, type WebhookReceiver } from "../../tests/support/webhook-receiver.ts";

const PATH = "/soak";
const REFUSED_SHARE = 0.05;

const eventSchema = z.object({ type: z.string(), data: z.object({ id: z.string() }) });
const madeSchema = z.object({ secret: z.string() });

export interface Hooks extends AsyncDisposable {
  readonly receiver: WebhookReceiver;
  /** What does not fit: job id → how its caller saw it end. */
  judge(ends: ReadonlyMap<string, string>): string[];
}

export async function startHooks(url: string, apiKey: string, seed: number): Promise<Hooks> {
  const receiver = await startReceiver();
  const random = createRandom(seed);
  receiver.answer = () => ({ status: random.next() < REFUSED_SHARE ? 503 : 204 });
  const answer = await fetch(`${url}/v1/webhooks`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ url: `http://127.0.0.1:${receiver.port}${PATH}` }),
  });
  if (answer.status !== 201) throw new Error(`POST /v1/webhooks: ${answer.status} ${await answer.text()}`);
  receiver.secrets.set(PATH, madeSchema.parse(await answer.json()).secret);
  return {
    receiver,
    judge: (ends) => judge(receiver, ends),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

/** Each end is told at least once, as it was, and each event with one body, however often it is sent. */
function judge(receiver: WebhookReceiver, ends: ReadonlyMap<string, string>): string[] {
  const told = new Map<string, Set<string>>();
  for (const { body } of receiver.taken) {
    const { type, data } = eventSchema.parse(JSON.parse(body));
    told.set(data.id, (told.get(data.id) ?? new Set()).add(type));
  }
  const wrong: string[] = [];
  for (const [id, status] of ends) {
    const types = [...(told.get(id) ?? [])];
    if (types.length !== 1 || types[0] !== `job.${status}`)
      wrong.push(`${id} is ${status}, and the webhook was told ${types.join(", ") || "nothing"}`);
  }
  for (const [id, bodies] of receiver.bodiesById())
    if (bodies.size > 1) wrong.push(`event ${id} came with several bodies`);
  if (receiver.forged > 0) wrong.push(`${receiver.forged} webhooks came with a signature that does not hold`);
  return wrong;
}
