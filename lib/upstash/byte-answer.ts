/** Answers of Redis's REST API, read without making strings of what they hold. */

const HEAD = Buffer.from('{"result":[');
const TAIL = /^\]\}\s*$/;
const NULL = "null";
const [QUOTE, COMMA] = Buffer.from('",');

/** The server's own words begin with a code in capitals; nothing of the command is in them. */
class RedisAnswerError extends Error {
  override readonly name = "RedisAnswerError";
}

/** What was answered, whatever it is. Throws with the server's sentence when it is an error, and when the answer is none of Redis's. */
export function answeredResult(body: Buffer): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString("utf8"));
  } catch {
    throw new RedisAnswerError("The answer is no JSON.");
  }
  if (typeof answer === "object" && answer !== null) {
    if ("error" in answer && typeof answer.error === "string") throw new RedisAnswerError(answer.error);
    if ("result" in answer) return answer.result;
  }
  throw new RedisAnswerError("The answer has no result.");
}

/** A list of texts and nulls as it stands in the usual spelling of the answer, nothing escaped; undefined in any other, or when it is something else. */
function listIn(body: Buffer): (Buffer | null)[] | undefined {
  if (!body.subarray(0, HEAD.byteLength).equals(HEAD) || body.includes("\\")) return;
  const values: (Buffer | null)[] = [];
  let at = HEAD.byteLength;
  for (;;) {
    if (body[at] === QUOTE) {
      const end = body.indexOf('"', at + 1, "latin1");
      if (end < 0) return;
      values.push(body.subarray(at + 1, end));
      at = end + 1;
    } else if (body.toString("latin1", at, at + NULL.length) === NULL) {
      values.push(null);
      at += NULL.length;
    } else return;
    if (body[at] !== COMMA) break;
    at += 1;
  }
  return TAIL.test(body.toString("latin1", at, at + HEAD.byteLength)) ? values : undefined;
}

/**
 * A list of base64 texts and nulls; the texts are views of the answer where that is spelt as usual. Throws as `answeredResult` does,
 * and when it is no such list.
 */
export function answeredTexts(body: Buffer): readonly (Buffer | null)[] {
  const list = listIn(body);
  if (list !== undefined) return list;
  const result = answeredResult(body);
  if (!Array.isArray(result)) throw new RedisAnswerError("The answer is no list.");
  return result.map((value) => (typeof value === "string" ? Buffer.from(value, "latin1") : null));
}
