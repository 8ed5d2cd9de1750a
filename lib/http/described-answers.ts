/** Parts of the API's description that its routes share. */
import { problemSchema } from "../contracts/problem.ts";

/** How a key is presented: either will do. */
export const security = [{ bearer: [] }, { apiKey: [] }];

/** An answer that is a problem document. */
export const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problemSchema } },
});

/** How any request with a key may be refused. */
export const refused = {
  401: problem("No key or token, or one that is wrong or has expired."),
  403: problem("The scope for this is missing: `scope_missing`; or the key is for other origins: `origin_refused`."),
  429: problem("Too many requests."),
  503: problem("The store or the queue does not answer; see Retry-After."),
};
