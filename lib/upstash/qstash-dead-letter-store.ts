/** DeadLetterStore on QStash's dead-letter queue, which all projects of an account share. */
import { z } from "zod";
import { type DeadLetterError, deadLetterErrorSchema } from "../contracts/dead-letter.ts";
import { failureCallbackSchema, type StageMessage, stageMessageSchema } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import { FAILED_STAGE_PATH, STAGE_PATHS } from "../limits/stage-policies.ts";
import type { DeadLetter, DeadLetterStore } from "../pipeline/dead-letter-store.ts";
import { createQstashClient, guardQueue, type QstashSettings, statusOf } from "./qstash-client.ts";

/** What is read of QStash's view of a letter; bodies only to find the job's id and the answer's code in them. */
const letterSchema = z.object({
  dlqId: z.string(),
  url: z.string(),
  createdAt: z.number(),
  body: z.string().optional(),
  responseStatus: z.number().optional(),
  responseBody: z.string().optional(),
});
type QstashLetter = z.infer<typeof letterSchema>;

/** Ids go into an address of the broker's. */
const ID = /^[\w-]{1,200}$/;

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

/** The message itself, or the one inside a report of failure. */
function messageOf(path: string, body: string | undefined): StageMessage | null {
  let content = parseJson(body);
  if (path === FAILED_STAGE_PATH) {
    const report = failureCallbackSchema.safeParse(content);
    content = report.success ? parseJson(Buffer.from(report.data.sourceBody, "base64").toString("utf8")) : null;
  }
  const parsed = stageMessageSchema.safeParse(content);
  return parsed.success ? parsed.data : null;
}

function errorOf({ responseStatus, responseBody }: QstashLetter): DeadLetterError {
  if (!responseStatus) return "no_answer";
  const answer = z.object({ code: deadLetterErrorSchema }).safeParse(parseJson(responseBody));
  return answer.success ? answer.data.code : "unexpected_answer";
}

/** QStash tells no time of death, but its ids begin with it; where one does not, the time of publishing stands in. */
function failedAt({ dlqId, createdAt }: QstashLetter): number {
  const time = Number(/^(\d{13})-/.exec(dlqId)?.[1]);
  return time >= createdAt ? time : createdAt;
}

/** The client's errors that mean something to the caller; the others are an outage. */
async function explain<T>(call: Promise<T>, onStatus: Readonly<Record<number, () => DocatError>>): Promise<T> {
  return call.catch((error: unknown) => {
    throw onStatus[statusOf(error) ?? 0]?.() ?? error;
  });
}

const unknown = () => new DocatError("dead_letter_unknown");

/** Only letters to the stages below our own address are shown or touched. */
export function createQstashDeadLetterStore(settings: QstashSettings): DeadLetterStore {
  const client = createQstashClient(settings);
  const paths = new Map(STAGE_PATHS.map((path) => [`${settings.baseUrl}${path}`, path]));

  function ours(found: unknown): DeadLetter[] {
    const letter = letterSchema.parse(found);
    const path = paths.get(letter.url);
    if (path === undefined) return [];
    return [
      {
        id: letter.dlqId,
        stage: path.slice(path.lastIndexOf("/") + 1),
        message: messageOf(path, letter.body),
        publishedAt: letter.createdAt,
        failedAt: failedAt(letter),
        responseStatus: letter.responseStatus || null,
        error: errorOf(letter),
      },
    ];
  }

  return {
    async list({ cursor, limit }) {
      const filter = { url: [...paths.keys()] };
      const request = { count: limit, filter, ...(cursor === undefined ? {} : { cursor }) };
      const invalid = () => new DocatError("options_invalid", { pointer: "cursor", detail: "Not a cursor." });
      const found = await guardQueue(() => explain(client.dlq.listMessages(request), { 400: invalid }));
      return { letters: found.messages.flatMap(ours), cursor: found.cursor || null };
    },
    async find(id) {
      if (!ID.test(id)) throw unknown();
      const found = await guardQueue(() => explain(client.dlq.listMessages({ dlqIds: [id] }), { 404: unknown }));
      const letter = found.messages.flatMap(ours).find((each) => each.id === id);
      if (letter === undefined) throw unknown();
      return letter;
    },
    async retry({ id }) {
      const { responses } = await guardQueue(() => explain(client.dlq.retry({ dlqIds: [id] }), { 404: unknown }));
      if (responses.length === 0) throw unknown();
    },
    async discard({ id }) {
      const { deleted } = await guardQueue(() => explain(client.dlq.delete({ dlqIds: [id] }), { 404: unknown }));
      if (deleted === 0) throw unknown();
    },
  };
}
