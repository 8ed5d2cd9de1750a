/** Parts of the API's description that its routes share. */
import { z } from "@hono/zod-openapi";
import { problemSchema } from "../contracts/problem.ts";

/** Made anew here: only schemas that are made after the library has come take a name. */
const describedProblem = z.object(problemSchema.shape).openapi("Problem");

/** How a key is presented: either will do. */
export const security = [{ bearer: [] }, { apiKey: [] }];

/** An answer that is a problem document. */
export const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: describedProblem } },
});

/** How any request with a key may be refused. */
export const refused = {
  401: problem("No key or token, or one that is wrong or has expired."),
  429: problem("Too many requests."),
  503: problem("The store or the queue does not answer; see Retry-After."),
};
