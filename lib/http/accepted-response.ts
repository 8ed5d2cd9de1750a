/** The answer to an upload: the job as it came to be, now or at an earlier request with the same idempotency key. */
import { jobSchema } from "../contracts/job.ts";

/** `answer` is the job's view as JSON, and goes out as it is. */
export function acceptedResponse(answer: string, replayed: boolean): Response {
  const { links } = jobSchema.pick({ links: true }).parse(JSON.parse(answer));
  return new Response(answer, {
    status: 202,
    headers: {
      "content-type": "application/json",
      location: links.self,
      ...(replayed ? { "idempotency-replayed": "true" } : {}),
    },
  });
}
