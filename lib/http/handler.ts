/** From a function's entry point to its answer: services are built at the first request, and nothing escapes. */
import { createJsonLog } from "../json-log.ts";
import { respondToError } from "./problem-response.ts";

type Answer = (request: Request) => Response | Promise<Response>;

/** A fetch handler. `build` runs once; when it throws (a variable is missing, say) every request answers 500 and the log says why. */
export function createHandler(build: () => Answer): (request: Request) => Promise<Response> {
  let answer: Answer | undefined;
  return async (request) => {
    try {
      answer ??= build();
      return await answer(request);
    } catch (error) {
      return respondToError(error, createJsonLog());
    }
  };
}
