/** The same queue, each of whose publications is a span: what is published goes on in the trace of whoever published it. */
import type { Tracer } from "../contracts/tracer.ts";
import type { StageQueue } from "./stage-queue.ts";

/** The fewest words for what was published: its kinds, each once. */
function facts(messages: readonly { readonly kind: string; readonly job_id?: string | undefined }[]) {
  const [first] = messages;
  return {
    "messaging.system": "qstash",
    "messaging.operation.type": "send",
    "messaging.batch.message_count": messages.length,
    "docat.kinds": [...new Set(messages.map(({ kind }) => kind))].join(","),
    ...(first?.job_id === undefined ? {} : { "docat.job": first.job_id }),
  };
}

export function tracedQueue(queue: StageQueue, tracer: Tracer): StageQueue {
  const start = (messages: Parameters<typeof facts>[0]) =>
    ({ name: "publish", kind: "producer", facts: facts(messages) }) as const;
  return {
    publish: (messages) =>
      messages.length === 0 ? Promise.resolve() : tracer.within(start(messages), () => queue.publish(messages)),
    publishAfter: (postponed) =>
      postponed.length === 0
        ? Promise.resolve()
        : tracer.within(start(postponed.map(({ message }) => message)), () => queue.publishAfter(postponed)),
    cancel: (jobId) => queue.cancel(jobId),
  };
}
